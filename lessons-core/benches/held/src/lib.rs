//! Locks that are held across an await, and locks that are not, in many ways of writing. Each function says which.
#![allow(dead_code, unused, let_underscore_lock)]

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

async fn go<T>(_: T) {}

fn take<T>(_: T) {}

struct Shared {
    list: Arc<Mutex<Vec<u8>>>,
    table: RwLock<Vec<u8>>,
}

struct Holder<'a> {
    guard: MutexGuard<'a, Vec<u8>>,
}

impl Shared {
    async fn held_by_let(&self) {
        let guard = self.list.lock().unwrap();
        go(1).await;
    }

    async fn held_under_an_underscore(&self) {
        let _guard = self.list.lock().unwrap();
        go(1).await;
    }

    async fn not_held_by_an_underscore(&self) {
        let _ = self.list.lock().unwrap();
        go(1).await;
    }

    async fn dropped(&self) {
        let guard = self.list.lock().unwrap();
        drop(guard);
        go(1).await;
    }

    async fn dropped_by_its_path(&self) {
        let guard = self.list.lock().unwrap();
        std::mem::drop(guard);
        go(1).await;
    }

    async fn held_where_one_branch_drops(&self, flag: bool) {
        let guard = self.list.lock().unwrap();
        if flag {
            drop(guard);
        }
        go(1).await;
    }

    async fn dropped_on_every_branch(&self, flag: bool) {
        let guard = self.list.lock().unwrap();
        match flag {
            true => drop(guard),
            false => take(guard),
        }
        go(1).await;
    }

    async fn not_held_where_the_other_branch_returns(&self, flag: bool) {
        let guard = self.list.lock().unwrap();
        if flag {
            drop(guard);
        } else {
            return;
        }
        go(1).await;
    }

    async fn in_a_scope(&self) {
        {
            let mut guard = self.list.lock().unwrap();
            guard.push(1);
        }
        go(1).await;
    }

    async fn a_value_out_of_a_scope(&self) {
        let count = {
            let guard = self.list.lock().unwrap();
            guard.len()
        };
        go(count).await;
    }

    async fn moved_out_of_a_scope(&self) {
        let guard = {
            let mut guard = self.list.lock().unwrap();
            guard.push(1);
            guard
        };
        go(1).await;
    }

    async fn moved_to_another_name(&self) {
        let guard = self.list.lock().unwrap();
        let other = guard;
        go(1).await;
    }

    async fn moved_into_a_call(&self) {
        let guard = self.list.lock().unwrap();
        take(guard);
        go(1).await;
    }

    async fn a_temporary(&self) {
        self.list.lock().unwrap().push(1);
        go(1).await;
    }

    async fn held_by_a_temporary_in_the_statement(&self) {
        take((self.list.lock().unwrap().len(), go(1).await));
    }

    async fn held_in_the_arguments_of_what_is_awaited(&self) {
        go(self.list.lock().unwrap().len()).await;
    }

    async fn held_by_a_match(&self) {
        match self.list.lock().unwrap().pop() {
            Some(one) => go(one).await,
            None => {}
        }
    }

    async fn not_held_after_a_match(&self) {
        match self.list.lock().unwrap().pop() {
            Some(one) => take(one),
            None => {}
        }
        go(1).await;
    }

    async fn held_by_an_if_let(&self) {
        if let Some(one) = self.list.lock().unwrap().pop() {
            go(one).await;
        }
    }

    async fn held_in_an_else_before_2024(&self) {
        if let Some(one) = self.list.lock().unwrap().pop() {
            take(one);
        } else {
            go(1).await;
        }
    }

    async fn held_by_a_while_let(&self) {
        while let Some(one) = self.list.lock().unwrap().pop() {
            go(one).await;
        }
    }

    async fn held_by_a_for(&self) {
        for one in self.list.lock().unwrap().iter() {
            go(one).await;
        }
    }

    async fn not_held_by_a_condition(&self) {
        if self.list.lock().unwrap().is_empty() {
            go(1).await;
        }
        while self.list.lock().unwrap().is_empty() {
            go(1).await;
        }
    }

    async fn not_held_by_an_operand(&self, flag: bool) {
        let empty = flag || self.list.lock().unwrap().is_empty();
        go(empty).await;
    }

    async fn held_by_a_borrow(&self) {
        let list = &*self.list.lock().unwrap();
        go(list).await;
    }

    async fn not_held_by_a_copy(&self) {
        let list = self.list.lock().unwrap().clone();
        go(list).await;
    }

    async fn held_by_a_let_else(&self) {
        let Ok(guard) = self.list.lock() else { return };
        go(1).await;
    }

    async fn held_by_an_arm(&self) {
        match self.list.lock() {
            Ok(guard) => go(1).await,
            Err(_) => {}
        }
    }

    async fn dropped_in_an_arm(&self) {
        match self.list.lock() {
            Ok(guard) => {
                drop(guard);
                go(1).await
            }
            Err(_) => {}
        }
    }

    async fn handed_on_by_a_match(&self) {
        let guard = match self.list.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        };
        go(1).await;
    }

    async fn held_though_poisoned(&self) {
        let guard = self.list.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        go(1).await;
    }

    async fn held_in_a_struct(&self) {
        let holder = Holder { guard: self.list.lock().unwrap() };
        go(1).await;
    }

    async fn held_in_an_option(&self) {
        let guard = Some(self.list.lock().unwrap());
        go(1).await;
    }

    async fn held_in_a_tuple(&self) {
        let (guard, count) = (self.list.lock().unwrap(), 1);
        go(count).await;
    }

    async fn held_in_a_loop(&self) {
        loop {
            let guard = self.list.lock().unwrap();
            if guard.is_empty() {
                break;
            }
            go(1).await;
        }
    }

    async fn not_held_from_turn_to_turn(&self) {
        loop {
            go(1).await;
            let guard = self.list.lock().unwrap();
            if guard.is_empty() {
                break;
            }
        }
    }

    async fn not_held_after_a_break(&self) {
        loop {
            let guard = self.list.lock().unwrap();
            if guard.is_empty() {
                break;
            }
        }
        go(1).await;
    }

    async fn held_though_shadowed(&self) {
        let guard = self.list.lock().unwrap();
        let guard = guard.len();
        go(guard).await;
    }

    async fn replaced(&self) {
        let mut guard = Some(self.list.lock().unwrap());
        guard = None;
        go(1).await;
    }

    async fn held_for_reading(&self) {
        let guard = self.table.read().unwrap();
        go(guard.len()).await;
    }

    async fn held_for_writing(&self) {
        let mut guard = self.table.write().unwrap();
        guard.push(1);
        go(1).await;
    }

    async fn held_by_another_name(&self) {
        use std::sync::Mutex as Lock;
        let guard = Lock::lock(&self.list).unwrap();
        go(1).await;
    }

    fn held_in_an_async_block(&self) -> impl Future<Output = ()> + '_ {
        async move {
            let guard = self.list.lock().unwrap();
            go(1).await;
        }
    }

    async fn not_held_by_a_block_that_is_not_awaited(&self) {
        let guard = self.list.lock().unwrap();
        let later = async { go(1).await };
        drop(guard);
        take(later);
    }

    async fn not_held_in_a_closure(&self) {
        let count = || self.list.lock().unwrap().len();
        go(count()).await;
    }

    async fn held_across_a_macro(&self) {
        let guard = self.list.lock().unwrap();
        println!("{:?}", go(1).await);
    }

    async fn held_to_a_question(&self) -> Result<(), ()> {
        let guard = self.list.lock().map_err(|_| ())?;
        go(1).await;
        Ok(())
    }

    async fn a_tail_before_2024(&self) -> usize {
        let count = { self.list.lock().unwrap().len() } + go_and_count().await;
        count
    }

    async fn not_held_by_a_tail(&self) -> usize {
        go(1).await;
        self.list.lock().unwrap().len()
    }
}

async fn go_and_count() -> usize {
    1
}
