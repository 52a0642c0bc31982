pub fn connect() {
    dial();
}
