// load: a closed-loop load generator for the same call over HTTP (MCP) and over gRPC.
//
//   load --mode=http --target=127.0.0.1:8080 --body=call.json --connections=16 --seconds=5
//   load --mode=grpc --target=127.0.0.1:7071 --body=call.json --connections=16 --seconds=5
//
// Each connection is one thread that sends the next call when it has the answer to the last. The
// HTTP body is sent as it is; the gRPC call is WorkbookService.RangeValues with the arguments found
// in the body's `params.arguments`. Prints one JSON object.
#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include <nlohmann/json.hpp>

#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"

ABSL_FLAG(std::string, mode, "http", "http or grpc");
ABSL_FLAG(std::string, target, "", "host:port; the host is an IPv4 address");
ABSL_FLAG(std::string, body, "", "file with the JSON-RPC request");
ABSL_FLAG(std::string, headers, "", "more header lines, separated by |");
ABSL_FLAG(int, connections, 16, "connections, each with one call in flight");
ABSL_FLAG(double, seconds, 5, "measured time, after the warm-up");
ABSL_FLAG(double, warmup, 1, "seconds before measuring");

namespace sheetgate {
namespace {

using Clock = std::chrono::steady_clock;
// One call; false when it failed.
using Call = std::function<bool()>;

// A keep-alive HTTP/1.1 connection that sends one fixed request again and again.
class HttpConnection {
 public:
  HttpConnection(const std::string& target, std::string request) : request_(std::move(request)) {
    const std::pair<std::string, std::string> address = absl::StrSplit(target, ':');
    int port = 0;
    if (!absl::SimpleAtoi(address.second, &port)) return;
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, address.first.c_str(), &peer.sin_addr);
    const int one = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    if (connect(fd_, reinterpret_cast<sockaddr*>(&peer), sizeof(peer)) != 0) {
      close(fd_);
      fd_ = -1;
    }
  }
  ~HttpConnection() {
    if (fd_ >= 0) close(fd_);
  }
  HttpConnection(const HttpConnection&) = delete;

  bool Exchange() {
    if (fd_ < 0) return false;
    for (size_t sent = 0; sent < request_.size();) {
      const ssize_t n = send(fd_, request_.data() + sent, request_.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<size_t>(n);
    }
    size_t head = 0;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill()) return false;
    }
    const std::string headers = absl::AsciiStrToLower(buffer_.substr(0, head));
    buffer_.erase(0, head + 4);
    std::string body;
    if (absl::StrContains(headers, "transfer-encoding: chunked")) {
      if (!ReadChunks(&body)) return false;
    } else {
      size_t length = 0;
      const size_t at = headers.find("content-length:");
      if (at == std::string::npos ||
          !absl::SimpleAtoi(headers.substr(at + 15, headers.find('\r', at) - at - 15), &length)) {
        return false;
      }
      if (!Take(length, &body)) return false;
    }
    return absl::StartsWith(headers, "http/1.1 200") &&
           absl::StrContains(body, "structuredContent") &&
           !absl::StrContains(body, "\"isError\":true");
  }

 private:
  bool Fill() {
    char chunk[65536];
    const ssize_t n = recv(fd_, chunk, sizeof(chunk), 0);
    if (n <= 0) return false;
    buffer_.append(chunk, static_cast<size_t>(n));
    return true;
  }
  bool Take(size_t length, std::string* body) {
    while (buffer_.size() < length) {
      if (!Fill()) return false;
    }
    body->append(buffer_, 0, length);
    buffer_.erase(0, length);
    return true;
  }
  bool ReadChunks(std::string* body) {
    for (;;) {
      size_t end = 0;
      while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (!Fill()) return false;
      }
      const size_t length = std::stoul(buffer_.substr(0, end), nullptr, 16);
      buffer_.erase(0, end + 2);
      std::string crlf;
      if (!Take(length, body) || !Take(2, &crlf)) return false;
      if (length == 0) return true;
    }
  }

  int fd_ = -1;
  std::string request_;
  std::string buffer_;
};

std::string HttpRequest(const std::string& target, const std::string& body) {
  std::string request = absl::StrCat(
      "POST /mcp HTTP/1.1\r\nHost: ", target,
      "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n");
  for (const auto& header : absl::StrSplit(absl::GetFlag(FLAGS_headers), '|', absl::SkipEmpty())) {
    absl::StrAppend(&request, header, "\r\n");
  }
  absl::StrAppend(&request, "Content-Length: ", body.size(), "\r\n\r\n", body);
  return request;
}

workbook::v1::RangeValuesRequest GrpcRequest(const nlohmann::json& body) {
  const auto& arguments = body.at("params").at("arguments");
  workbook::v1::RangeValuesRequest request;
  request.set_workbook_id(arguments.at("workbook_id").get<std::string>());
  request.set_sheet_name(arguments.at("sheet_name").get<std::string>());
  for (const auto& range : arguments.at("ranges")) request.add_ranges(range.get<std::string>());
  return request;
}

// A fresh caller for one thread.
Call MakeCall(const std::string& target, const std::string& body) {
  if (absl::GetFlag(FLAGS_mode) == "http") {
    auto connection = std::make_shared<HttpConnection>(target, HttpRequest(target, body));
    return [connection] { return connection->Exchange(); };
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  std::shared_ptr<workbook::v1::WorkbookService::Stub> stub =
      workbook::v1::WorkbookService::NewStub(
          grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  return [stub, request = GrpcRequest(nlohmann::json::parse(body))] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    workbook::v1::RangeValuesResponse response;
    return stub->RangeValues(&context, request, &response).ok();
  };
}

double Percentile(std::vector<double>& sorted, double p) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<size_t>(p * static_cast<double>(sorted.size())))];
}

int Main() {
  std::ifstream file(absl::GetFlag(FLAGS_body));
  std::stringstream body;
  body << file.rdbuf();
  const int connections = absl::GetFlag(FLAGS_connections);
  std::atomic<bool> measuring{false}, stop{false};
  std::atomic<int64_t> errors{0};
  std::vector<std::vector<double>> latencies(static_cast<size_t>(connections));
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      const Call call = MakeCall(absl::GetFlag(FLAGS_target), body.str());
      while (!stop.load(std::memory_order_relaxed)) {
        const bool counted = measuring.load(std::memory_order_relaxed);
        const auto start = Clock::now();
        const bool ok = call();
        const std::chrono::duration<double, std::micro> took = Clock::now() - start;
        if (!ok) {
          if (++errors > 1000) return;
        } else if (counted) {
          latencies[static_cast<size_t>(i)].push_back(took.count());
        }
      }
    });
  }
  const auto wait = [](double seconds) {
    std::this_thread::sleep_until(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                     std::chrono::duration<double>(seconds)));
  };
  wait(absl::GetFlag(FLAGS_warmup));
  measuring = true;
  const auto start = Clock::now();
  wait(absl::GetFlag(FLAGS_seconds));
  stop = true;
  const std::chrono::duration<double> elapsed = Clock::now() - start;
  for (auto& thread : threads) thread.join();
  std::vector<double> all;
  for (const auto& part : latencies) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  std::cout << nlohmann::json{{"calls", all.size()},
                              {"errors", errors.load()},
                              {"rps", static_cast<double>(all.size()) / elapsed.count()},
                              {"p50_us", Percentile(all, 0.5)},
                              {"p99_us", Percentile(all, 0.99)}}
                   .dump()
            << "\n";
  return errors.load() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sheetgate

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return sheetgate::Main();
}
