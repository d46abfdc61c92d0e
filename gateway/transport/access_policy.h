// AccessPolicy: which Host and Origin headers may call, against DNS rebinding and foreign browser
// pages.
//
// A browser lets any page send requests to a local server. The Origin header says which page (MCP:
// present and not allowed is 403); the Host header shows a name that an attacker rebound to the
// loopback address.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_ACCESS_POLICY_H_
#define SHEETGATE_GATEWAY_TRANSPORT_ACCESS_POLICY_H_

#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::gateway {

// Immutable and thread-safe.
class AccessPolicy {
 public:
  // Loopback names, with any port, are always allowed, and so is the host of `listen_address`.
  // `hosts` are "name" (any port) or "name:port"; `origins` are "https://name" or
  // "https://name:port"; "*" allows all.
  AccessPolicy(std::string_view listen_address, const std::vector<std::string>& hosts,
               const std::vector<std::string>& origins);

  bool AllowsHost(std::string_view host) const;
  bool AllowsOrigin(std::string_view origin) const;

 private:
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
  bool any_host_ = false;
  bool any_origin_ = false;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_ACCESS_POLICY_H_
