"""What results and candidates said over time: adding versions, comparing what comes in with them."""
