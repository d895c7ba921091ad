//! The GPU that the backend `wgpu` computes on.

use crate::TrainError;
use burn::tensor::Device;
use burn::tensor::wgpu::{WgpuSetup, wgpu};
use std::fmt;
use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

/// A GPU, or a driver that emulates one on the CPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adapter {
    name: String,
    kind: &'static str,
    api: String,
    driver: String,
}

impl Adapter {
    fn of(info: &wgpu::AdapterInfo) -> Self {
        Self {
            name: info.name.clone(),
            kind: match info.device_type {
                wgpu::DeviceType::DiscreteGpu => "discrete",
                wgpu::DeviceType::IntegratedGpu => "integrated",
                wgpu::DeviceType::VirtualGpu => "virtual",
                wgpu::DeviceType::Cpu => "software on the CPU",
                wgpu::DeviceType::Other => "of unknown kind",
            },
            api: info.backend.to_string(),
            driver: format!("{} {}", info.driver, info.driver_info),
        }
    }
}

impl fmt::Display for Adapter {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            name,
            kind,
            api,
            driver,
        } = self;
        write!(out, "{name} ({kind}, {api}, {})", driver.trim())
    }
}

/// The GPU of a process, for as long as it runs.
struct Gpu {
    device: Device,
    setup: WgpuSetup,
}

fn gpu() -> Result<&'static Gpu, TrainError> {
    static GPU: OnceLock<Result<Gpu, String>> = OnceLock::new();
    let open = || {
        let (device, setup) = Device::wgpu_options()
            .init_with_setup()
            .map_err(|error| error.to_string())?;
        Ok(Gpu { device, setup })
    };
    let gpu = GPU.get_or_init(open).as_ref();
    gpu.map_err(|error| TrainError::NoGpu(error.clone()))
}

/// Burn's handle of the best GPU, or of the one that `CUBECL_WGPU_DEFAULT_DEVICE` names.
pub(crate) fn device() -> Result<Device, TrainError> {
    Ok(gpu()?.device.clone())
}

/// The GPU of [`device`].
pub(crate) fn used() -> Result<Adapter, TrainError> {
    Ok(Adapter::of(&gpu()?.setup.adapter.get_info()))
}

/// All GPUs that the graphics interface of [`device`] finds.
pub(crate) fn adapters() -> Vec<Adapter> {
    let Ok(Gpu { setup, .. }) = gpu() else {
        return Vec::new();
    };
    let found = pin!(setup.instance.enumerate_adapters(setup.backend.into()));
    // Outside browsers they are available at once.
    match found.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(found) => found
            .iter()
            .map(|adapter| Adapter::of(&adapter.get_info()))
            .collect(),
        Poll::Pending => Vec::new(),
    }
}
