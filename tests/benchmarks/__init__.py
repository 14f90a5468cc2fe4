"""What is measured: one command for each benchmark, run by hand, data by path.

    python -m tests.benchmarks.quality CASES.tsv     right answers and false ones, beside rapidfuzz alone
    python -m tests.benchmarks.typos CASES.tsv       outcomes that one typo changes
    python -m tests.benchmarks.speed CASES.tsv       a question's time, beside the bare encoder's
    python -m tests.benchmarks.startup CASES.tsv     cold start and memory
    python -m tests.benchmarks.scale                 10,000 entries of 10 examples
    python -m tests.benchmarks.clinc150 data_full.json
    python -m tests.benchmarks.banking77 FOLDER

Every figure stands beside its bar, and one that misses it is reported as it is. pytest collects none of this.
"""
