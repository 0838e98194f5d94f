"""What the learner did is recorded: steps that push and pull share."""
