"""Makes the demo's faces and recordings from the third-party pictures that set-up lays into the assets folder.

The rights in those pictures differ from the code's licence: nothing made here belongs into the repository.
Who plays whom:

- the legal representative is the man of `carphone_pristine.mp4`, the one clip of a really moving face: portrait, live
  picture and recording come from different moments of it;
- the staff member is `obama.jpg`, live `obama2.jpg`: two photographs years apart;
- the impostor is `biden.jpg`, whose recording is that photograph with the camera wandering over it.

Run: `python -m samples.faces FOLDER`.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from PIL import Image

DEFAULT_FACES = Path(sys.prefix) / "share" / "ekaihu" / "faces"
CLIP = "carphone_pristine.mp4"
SCALE = 3
"""The clip has 176 × 144 pixels; people who look at the demo want more."""
PORTRAIT_FRAME, LIVE_FRAME = 0, 75
FIRST_FRAME, END_FRAME = 6, 115
"""The recording leaves out the portrait's moment and the end, where the man looks out of the window."""
IMPOSTOR_SECONDS = 4
FPS = 25


def make_faces(into: Path, assets: Path = DEFAULT_FACES) -> tuple[Path, ...]:
    """Write the demo's pictures and recordings, return their paths; FileNotFoundError names a missing asset.

    lr_portrait, lr_live, staff_photo, staff_live, impostor (JPEG); lr_video, lr_still_video, impostor_video (MP4).
    """
    into.mkdir(parents=True, exist_ok=True)
    clip = list(_frames(assets / CLIP))
    portrait, impostor = clip[PORTRAIT_FRAME], _photo(assets / "biden.jpg")
    return (
        _picture(into / "lr_portrait.jpg", portrait),
        _picture(into / "lr_live.jpg", clip[LIVE_FRAME]),
        _video(into / "lr_video.mp4", clip[FIRST_FRAME:END_FRAME]),
        _video(into / "lr_still_video.mp4", [portrait] * len(clip)),
        _picture(into / "staff_photo.jpg", _photo(assets / "obama.jpg")),
        _picture(into / "staff_live.jpg", _photo(assets / "obama2.jpg")),
        _picture(into / "impostor.jpg", impostor),
        _video(into / "impostor_video.mp4", list(_wandering(impostor))),
    )


def _photo(path: Path) -> Image.Image:
    """The upper part of a photograph, where the face is."""
    with Image.open(path) as picture:
        width, height = picture.size
        return picture.convert("RGB").crop((0, 0, width, min(height, width * 5 // 4))).resize((640, 800))


def _frames(path: Path) -> Iterator[Image.Image]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            picture = Image.fromarray(np.ascontiguousarray(frame.to_ndarray(format="rgb24")))
            yield picture.resize((frame.width * SCALE, frame.height * SCALE), Image.Resampling.LANCZOS)


def _picture(path: Path, picture: Image.Image) -> Path:
    picture.save(path, "JPEG", quality=92)
    return path


def _video(path: Path, frames: Sequence[Image.Image]) -> Path:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height = frames[0].size
        stream.pix_fmt = "yuv420p"
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")))
        container.mux(stream.encode())
    return path


def _wandering(picture: Image.Image) -> Iterator[Image.Image]:
    """The camera circles over the picture, so that no two frames are alike."""
    width, height = picture.size
    reach = width // 16
    for turn in np.linspace(0, 4 * np.pi, IMPOSTOR_SECONDS * FPS, endpoint=False):
        left, top = reach * (1 + np.cos(turn)), reach * (1 + np.sin(turn))
        window = (left, top, left + width - 2 * reach, top + height - 2 * reach)
        yield picture.resize((width, height), Image.Resampling.BICUBIC, box=window)


if __name__ == "__main__":
    for made in make_faces(Path(sys.argv[1] if len(sys.argv) > 1 else "faces")):
        print(made)
