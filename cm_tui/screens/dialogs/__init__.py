"""Questions that stop everything else."""
