"""Points predictions: features of the predict room, predictors, walk-forward training, grading."""
