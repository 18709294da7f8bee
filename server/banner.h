#pragma once
// What a person at the terminal reads when the server has started: what to open, and what does not work as it is.

#include "server/server.h"

namespace cityaudit::server {

/// "http://127.0.0.1:8080": how this machine itself reaches the server.
std::string local_url(const Settings& settings, std::uint16_t port);

/// `sign_in_token` is empty when the admin has a password.
std::string make_banner(Server& server, std::uint16_t port, const std::string& sign_in_token);

}  // namespace cityaudit::server
