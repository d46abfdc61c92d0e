// RawClient: a blocking HTTP client over one socket that sends exactly the bytes a test wants.
#ifndef SHEETGATE_TESTS_GATEWAY_TRANSPORT_RAW_CLIENT_H_
#define SHEETGATE_TESTS_GATEWAY_TRANSPORT_RAW_CLIENT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sheetgate::gateway {

struct RawResponse {
  int status = 0;                              // 0: the connection ended before a response
  std::map<std::string, std::string> headers;  // lower-case names
  std::string body;                            // chunks joined
};

class RawClient {
 public:
  // Connects to 127.0.0.1. Every read gives up after 20 s, so that a defect is a failure and not a
  // hang.
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  void Send(std::string_view bytes);
  // A whole response.
  RawResponse Read();
  // Status and headers only; then ReadChunk reads the chunks of a stream (empty: the end).
  RawResponse ReadHead();
  std::string ReadChunk();
  // Whether the peer closed and nothing is left to read.
  bool AtEnd();
  void Close();

  // Sends POST /mcp with the body and reads the response.
  RawResponse Post(std::string_view body, std::string_view extra_headers = "");

 private:
  bool Fill();
  std::optional<std::string> TakeLine();
  std::string TakeBytes(size_t count);

  int fd_ = -1;
  std::string buffer_;
};

// POST /mcp with the usual headers, the extra ones ("Name: value\r\n"...) and the body.
std::string PostText(std::string_view body, std::string_view extra_headers = "",
                     std::string_view accept = "application/json, text/event-stream");

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_TESTS_GATEWAY_TRANSPORT_RAW_CLIENT_H_
