// AdminServer: /metrics, /livez, /readyz and /configz on a port of their own, for operators only.
#ifndef SHEETGATE_PLATFORM_HTTP_ADMIN_SERVER_H_
#define SHEETGATE_PLATFORM_HTTP_ADMIN_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sheetgate::platform {

// One thread; every request has 5 s to arrive and to be answered, and a slow one does not hold up
// the others. GET only.
class AdminServer {
 public:
  struct Options {
    // Host:port; port 0 picks one.
    std::string listen_address;
    // Body of /metrics.
    std::function<std::string()> metrics;
    // OK: /readyz answers 200; else 503 with the message.
    std::function<absl::Status()> ready;
    // A line below the answer of /readyz, for people: what works in part and why. May be null.
    std::function<std::string()> ready_detail;
    // JSON body of /configz: effective values and where they come from; secrets masked.
    std::function<std::string()> config;
  };
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(Options options);
  ~AdminServer();
  int port() const;

 private:
  struct State;
  explicit AdminServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_HTTP_ADMIN_SERVER_H_
