//! Assigns couriers to orders. This is the crate that broke in INC-245; here it is after the fix.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// An order that waits for a courier.
#[derive(Clone, Copy)]
pub struct Order {
    /// Where it is to be fetched.
    pub at: u32,
}

/// The routing service.
pub struct Routing;

impl Routing {
    /// Minutes from a courier to an order.
    pub async fn plan(&self, order: Order, courier: u32) -> u32 {
        order.at.abs_diff(courier)
    }
}

/// Knows the couriers, by the place where they wait.
pub struct Dispatcher {
    couriers: Mutex<BTreeMap<u32, String>>,
    routing: Routing,
}

impl Dispatcher {
    /// The minutes until the nearest courier is there.
    pub async fn assign(&self, order: Order) -> Option<u32> {
        let nearest = {
            let couriers = self.couriers.lock().unwrap();
            couriers.range(order.at..).next().map(|(place, _)| *place)
        };
        Some(self.routing.plan(order, nearest?).await)
    }
}
