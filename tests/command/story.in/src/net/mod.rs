use std::sync::Mutex;

pub async fn send(queue: &Mutex<Vec<u8>>, socket: &mut Socket) {
    let batch = queue.lock().unwrap();
    let bytes = batch.len();
    socket.write(&batch).await;
    drop(batch);
    record(bytes);
}

pub async fn flush(queue: &Mutex<Vec<u8>>, socket: &mut Socket) {
    let rest = queue.lock().unwrap();
    socket.write(&rest).await;
}
