"""What is measured: one command for each benchmark, run by hand, data by path.

    python -m tests.benchmarks.quality CASES.tsv     right answers and false ones, beside rapidfuzz alone
    python -m tests.benchmarks.typos CASES.tsv       outcomes that one typo changes
    python -m tests.benchmarks.speed CASES.tsv       a question's time, beside the bare encoder's
    python -m tests.benchmarks.startup CASES.tsv     cold start and memory
    python -m tests.benchmarks.scale                 10,000 entries of 10 examples
    python -m tests.benchmarks.clinc150 data_full.json
    python -m tests.benchmarks.banking77 FOLDER

    python -m tests.benchmarks.discord_latency CASES.tsv    event in to reply out, beside a bare bot; also slack_latency
    python -m tests.benchmarks.discord_faults CASES.tsv     1,000 questions through all kinds of trouble; slack_faults
    python -m tests.benchmarks.discord_kills CASES.tsv      killed 50 times under load; also slack_kills
    python -m tests.benchmarks.slack_replicas CASES.tsv     two replicas on one database
    python -m tests.benchmarks.slack_emulate CASES.tsv      a second opinion, by npm's emulate
    python -m tests.benchmarks.both_platforms CASES.tsv     memory with both platforms; discord_memory with one
    python -m tests.benchmarks.reloads                      questions while the FAQ changes
    python -m tests.benchmarks.soak CASES.tsv               twenty minutes of load: what grows

Every figure stands beside its bar, and one that misses it is reported as it is. pytest collects none of this.
"""
