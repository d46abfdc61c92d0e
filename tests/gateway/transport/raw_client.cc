#include "tests/gateway/transport/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "absl/strings/ascii.h"

#include "platform/base/strings.h"

namespace sheetgate::gateway {

RawClient::RawClient(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit = {.tv_sec = 20, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    fd_ = fd;
  } else {
    close(fd);
  }
}

RawClient::~RawClient() { Close(); }

void RawClient::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

RawResponse RawClient::Read() {
  RawResponse response = ReadHead();
  const auto header = [&response](const char* name) {
    const auto found = response.headers.find(name);
    return found == response.headers.end() ? std::string() : found->second;
  };
  if (header("transfer-encoding") == "chunked") {
    for (std::string chunk = ReadChunk(); !chunk.empty(); chunk = ReadChunk()) {
      response.body += chunk;
    }
  } else if (const std::string length = header("content-length"); !length.empty()) {
    response.body = TakeBytes(std::stoul(length));
  } else if (response.status == 200) {
    while (Fill()) {
    }
    response.body = std::exchange(buffer_, {});
  }
  return response;
}

RawResponse RawClient::ReadHead() {
  RawResponse response;
  const auto status_line = TakeLine();
  if (!status_line || !status_line->starts_with("HTTP/1.1 ")) return response;
  response.status = std::stoi(status_line->substr(9));
  for (auto line = TakeLine(); line && !line->empty(); line = TakeLine()) {
    const size_t colon = line->find(": ");
    response.headers[absl::AsciiStrToLower(line->substr(0, colon))] = line->substr(colon + 2);
  }
  return response;
}

std::string RawClient::ReadChunk() {
  const auto size = TakeLine();
  if (!size) return "";
  std::string chunk = TakeBytes(std::stoul(*size, nullptr, 16));
  TakeLine();
  return chunk;
}

bool RawClient::AtEnd() { return buffer_.empty() && !Fill(); }

RawResponse RawClient::Post(std::string_view body, std::string_view extra_headers) {
  Send(PostText(body, extra_headers));
  return Read();
}

bool RawClient::Fill() {
  std::array<char, 4096> chunk;
  const ssize_t count = recv(fd_, chunk.data(), chunk.size(), 0);
  if (count <= 0) return false;
  buffer_.append(chunk.data(), static_cast<size_t>(count));
  return true;
}

std::optional<std::string> RawClient::TakeLine() {
  size_t end;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string RawClient::TakeBytes(size_t count) {
  while (buffer_.size() < count) {
    if (!Fill()) break;
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

std::string PostText(std::string_view body, std::string_view extra_headers,
                     std::string_view accept) {
  return platform::StrCat(
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n",
      "Accept: ", accept, "\r\nContent-Length: ", body.size(), "\r\n", extra_headers, "\r\n", body);
}

}  // namespace sheetgate::gateway
