fn f() {
    connect(2, Timeout::NEVER);
    m! { # # }
}
