"""The heart: graph, ledger, contracts, plan, build, verdicts, trace, recover."""
