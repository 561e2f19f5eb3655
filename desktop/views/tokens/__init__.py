"""What stands around the transcript in the token view: legend, card, panel, ribbon."""
