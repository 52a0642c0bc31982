fn f() {
    connect(1, Timeout::NEVER);
}
