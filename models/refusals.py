"""Why a file cannot be opened as a picture of a paper: one code, one English and one Chinese sentence each."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """`en` for the command line (after "was not read:"), `zh` for what the customer is asked to send again."""

    en: str
    zh: str


REFUSALS = {
    "EMPTY": Refusal("the file is empty; send it again", "文件为空，请重新上传"),
    "TOO_MANY_BYTES": Refusal("the file is too large; send a smaller one", "文件过大，请压缩画质后重新上传"),
    "TOO_MANY_PIXELS": Refusal(
        "the picture has too many pixels; send a photo in the camera's normal size",
        "图片像素过高，请用相机的普通尺寸重新拍摄",
    ),
    "TOO_SMALL": Refusal("the picture is only a few pixels large; send the photo itself", "图片过小，请上传原图"),
    "TOO_SLOW_TO_OPEN": Refusal(
        "the file takes too long to open; send a plain photo of the paper", "文件打开耗时过长，请直接拍照上传"
    ),
    "CRASHED": Refusal(
        "the file cannot be opened safely; send a plain photo of the paper", "文件无法安全打开，请直接拍照上传"
    ),
    "BROKEN": Refusal("the file is damaged or cut off; send it again", "文件已损坏或不完整，请重新上传"),
    "ANIMATED": Refusal("the file holds several pictures; send a photo with one", "文件含多帧画面，请上传单张照片"),
    "FOREIGN_PART": Refusal(
        "another file is hidden in the picture; send the photo as the camera made it",
        "图片中夹带其他文件，请上传相机直接拍摄的照片",
    ),
    "ARCHIVE": Refusal("this is an archive (ZIP, RAR, 7z …); send the photo itself", "这是压缩包，请直接上传照片"),
    "OFFICE_FILE": Refusal("this is an Office document; send a photo or a PDF", "这是办公文档，请上传照片或PDF"),
    "DRAWING": Refusal("this is an SVG drawing; send a photo or a scan", "这是矢量图，请上传照片或扫描件"),
    "TEXT": Refusal("this is text or a Web page; send a photo or a scan", "这是文本或网页，请上传照片或扫描件"),
    "PROGRAM": Refusal("this is a program; send a photo or a scan", "这是程序文件，请上传照片或扫描件"),
    "RECORDING": Refusal("this is a video or sound recording; send a photo", "这是音视频文件，请上传照片"),
    "OTHER_PICTURE": Refusal(
        "pictures of this kind (GIF, TIFF, BMP, AVIF …) are not read; send it as JPEG, PNG, WebP, HEIC or PDF",
        "暂不支持此图片格式，请上传JPEG、PNG、WebP、HEIC或PDF",
    ),
    "NOT_A_PICTURE": Refusal(
        "this is no JPEG, PNG, WebP, HEIC or PDF; send a photo or a scan",
        "文件不是JPEG、PNG、WebP、HEIC或PDF，请上传照片或扫描件",
    ),
    "PDF_LOCKED": Refusal("the PDF is protected by a password; send it without one", "PDF已加密，请上传未加密的文件"),
    "PDF_ACTIVE": Refusal(
        "the PDF carries programs, forms or attached files; send a plain scan of the paper",
        "PDF含脚本、动态表单或附件，请上传普通扫描件",
    ),
    "PDF_EMPTY": Refusal("the PDF has no page; send the scan itself", "PDF没有页面，请上传扫描件"),
    "PDF_PAGE_SIZE": Refusal(
        "a page of the PDF has the size of no paper; send a plain scan of it", "PDF页面尺寸异常，请上传普通扫描件"
    ),
}
"""Every sentence says what is wrong and, after the semicolon, what to send."""


class UnreadablePicture(ValueError):
    """The file cannot be opened; `code` is a key of REFUSALS, the message its English sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code].en)
        self.code = code
