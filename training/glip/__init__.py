"""A PyTorch twin of GLIP with the official parameter names and semantics; small enough to train glip-micro on a CPU."""
