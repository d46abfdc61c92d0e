// Channels to other services.
#ifndef SHEETGATE_PLATFORM_RPC_CHANNEL_H_
#define SHEETGATE_PLATFORM_RPC_CHANNEL_H_

#include <memory>
#include <string>

namespace grpc {
class Channel;
}

namespace sheetgate::platform {

// A channel to a target (host:port, or a gRPC name such as dns:///workbook-service:7071): found
// again within two seconds after a restart, keepalive while calls wait, every address of the name
// used, no retries and no time limits of its own.
std::shared_ptr<grpc::Channel> MakeServiceChannel(const std::string& target);

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_RPC_CHANNEL_H_
