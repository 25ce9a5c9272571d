# Everything is done by tasks.py, which runs without make too: python3 tasks.py <task>. Arguments: make test ARGS="-k licence"
PYTHON ?= python3

.PHONY: demo test setup lint lock clean
demo test setup lint lock clean:
	@$(PYTHON) tasks.py $@ $(ARGS)
