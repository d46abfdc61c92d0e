#include "gateway/transport/access_policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"

#include "platform/base/strings.h"

namespace sheetgate::gateway {
namespace {

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(platform::ToAbsl(text)); }

// "name:port" without the port; an IPv6 address keeps its brackets.
std::string_view WithoutPort(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool IsLoopback(std::string_view name) {
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

bool Contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

AccessPolicy::AccessPolicy(std::string_view listen_address, const std::vector<std::string>& hosts,
                           const std::vector<std::string>& origins)
    : any_host_(Contains(hosts, "*")), any_origin_(Contains(origins, "*")) {
  hosts_.push_back(Lower(WithoutPort(listen_address)));
  for (const std::string& host : hosts) hosts_.push_back(Lower(host));
  for (const std::string& origin : origins) origins_.push_back(Lower(origin));
}

bool AccessPolicy::AllowsHost(std::string_view host) const {
  if (any_host_) return true;
  const std::string lower = Lower(host);
  const std::string_view name = WithoutPort(lower);
  return !name.empty() && (IsLoopback(name) || Contains(hosts_, name) || Contains(hosts_, lower));
}

bool AccessPolicy::AllowsOrigin(std::string_view origin) const {
  if (any_origin_) return true;
  const std::string lower = Lower(origin);
  if (Contains(origins_, lower)) return true;
  const size_t scheme_end = lower.find("://");
  if (scheme_end == std::string::npos) return false;
  const std::string_view scheme = std::string_view(lower).substr(0, scheme_end);
  const std::string_view authority = std::string_view(lower).substr(scheme_end + 3);
  return (scheme == "http" || scheme == "https") && IsLoopback(WithoutPort(authority));
}

}  // namespace sheetgate::gateway
