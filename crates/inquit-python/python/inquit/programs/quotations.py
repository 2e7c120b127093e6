"""The program for `spark-submit`; in a folder of its own, for Python looks for modules beside a program first."""

from inquit.spark import main

if __name__ == "__main__":
    main()
