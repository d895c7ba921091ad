//! Checkpoints: networks in safetensors files, ours and PyTorch's.
