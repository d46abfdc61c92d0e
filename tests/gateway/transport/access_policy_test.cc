#include "gateway/transport/access_policy.h"

#include <gtest/gtest.h>

namespace sheetgate::gateway {
namespace {

TEST(AccessPolicyTest, AllowsLoopbackNamesAndTheListenHost) {
  const AccessPolicy policy("10.1.2.3:8080", {}, {});
  for (const char* host :
       {"localhost", "LOCALHOST:9999", "127.0.0.1:1", "[::1]:8080", "10.1.2.3", "10.1.2.3:8080"}) {
    EXPECT_TRUE(policy.AllowsHost(host)) << host;
  }
  for (const char* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                           "[::2]", "10.1.2.33"}) {
    EXPECT_FALSE(policy.AllowsHost(host)) << host;
  }
}

TEST(AccessPolicyTest, AllowsConfiguredHosts) {
  const AccessPolicy policy("127.0.0.1:8080", {"MCP.example", "other.example:8443"}, {});
  EXPECT_TRUE(policy.AllowsHost("mcp.example"));
  EXPECT_TRUE(policy.AllowsHost("mcp.example:80"));
  EXPECT_TRUE(policy.AllowsHost("other.example:8443"));
  EXPECT_FALSE(policy.AllowsHost("other.example"));
  EXPECT_FALSE(policy.AllowsHost("sub.mcp.example"));
  EXPECT_TRUE(AccessPolicy("127.0.0.1:1", {"*"}, {}).AllowsHost("any.example"));
}

TEST(AccessPolicyTest, AllowsLocalAndConfiguredOrigins) {
  const AccessPolicy policy("127.0.0.1:8080", {}, {"https://app.example"});
  for (const char* origin : {"http://localhost", "http://localhost:5173", "https://127.0.0.1:1",
                             "http://[::1]:2", "https://APP.example"}) {
    EXPECT_TRUE(policy.AllowsOrigin(origin)) << origin;
  }
  for (const char* origin : {"null", "", "https://evil.example", "http://app.example",
                             "https://app.example:444", "http://localhost.evil.example",
                             "file://localhost", "http://evil.example/http://localhost"}) {
    EXPECT_FALSE(policy.AllowsOrigin(origin)) << origin;
  }
  EXPECT_TRUE(AccessPolicy("127.0.0.1:1", {}, {"*"}).AllowsOrigin("null"));
}

}  // namespace
}  // namespace sheetgate::gateway
