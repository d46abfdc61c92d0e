#include "gateway/transport/http_server.h"

#include <algorithm>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/transport/http_connection.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Connections beyond max_connections that may wait for their 503; above that they are just closed.
constexpr int kMaxRefusals = 64;
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);

absl::StatusOr<tcp::endpoint> Resolve(asio::io_context& io, const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) {
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidArgument,
        platform::StrCat("'", address, "' is not host:port, for example 127.0.0.1:8080"));
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto found =
      tcp::resolver(io).resolve(host, address.substr(colon + 1), tcp::resolver::passive, error);
  if (error || found.empty()) {
    return platform::InvalidArgument(
        platform::ErrorReason::kInvalidArgument,
        platform::StrCat("cannot listen on '", address, "': ", error.message()));
  }
  return found.begin()->endpoint();
}

}  // namespace

struct HttpServer::State {
  State(const HttpServerOptions& server_options, const HttpPipeline& pipeline,
        platform::MetricsRegistry& metrics)
      : options(server_options),
        shared{.options = options,
               .pipeline = pipeline,
               .connections = metrics.GetGauge("sheetgate_http_connections",
                                               "Open client connections of the MCP endpoint."),
               .requests_in_flight =
                   metrics.GetGauge("sheetgate_http_requests_in_flight",
                                    "HTTP requests whose head was accepted and that are not "
                                    "answered yet.")},
        work(asio::make_work_guard(io)),
        acceptor(asio::make_strand(io)) {}

  const HttpServerOptions options;
  HttpShared shared;
  absl::Mutex mutex;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  uint64_t next_id ABSL_GUARDED_BY(mutex) = 1;
  std::map<uint64_t, std::weak_ptr<HttpConnection>> connections ABSL_GUARDED_BY(mutex);
  // After what its handlers use.
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  asio::basic_socket_acceptor<tcp, HttpConnection::Strand> acceptor;
  std::vector<std::thread> threads;
  int port = 0;

  absl::Status Listen();
  asio::awaitable<void> AcceptLoop();
  void Add(HttpConnection::Socket socket);
  void Remove(uint64_t id);
  std::vector<std::shared_ptr<HttpConnection>> Open();
};

absl::Status HttpServer::State::Listen() {
  const auto endpoint = Resolve(io, options.listen_address);
  if (!endpoint.ok()) return endpoint.status();
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return platform::Error(
        absl::StatusCode::kUnavailable, platform::ErrorReason::kUnspecified,
        platform::StrCat("cannot listen on ", options.listen_address, ": ", error.message()));
  }
  port = acceptor.local_endpoint().port();
  return absl::OkStatus();
}

asio::awaitable<void> HttpServer::State::AcceptLoop() {
  asio::steady_timer pause(io);
  while (acceptor.is_open()) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto strand = asio::make_strand(io);
    HttpConnection::Socket socket = co_await acceptor.async_accept(strand, token);
    if (!error) {
      Add(std::move(socket));
      continue;
    }
    if (error == asio::error::operation_aborted) co_return;
    // No file descriptor left, say: the listening socket stays, so try again.
    platform::Log(platform::Severity::kWarning, "accept failed", {{"error", error.message()}});
    pause.expires_after(kAcceptRetry);
    co_await pause.async_wait(token);
  }
}

void HttpServer::State::Add(HttpConnection::Socket socket) {
  std::shared_ptr<HttpConnection> connection;
  bool refuse = false;
  {
    absl::MutexLock lock(&mutex);
    const int open = static_cast<int>(connections.size());
    if (stopping || open >= options.max_connections + kMaxRefusals) return;
    refuse = open >= options.max_connections;
    const uint64_t id = next_id++;
    connection =
        std::make_shared<HttpConnection>(std::move(socket), shared, [this, id] { Remove(id); });
    connections[id] = connection;
  }
  shared.connections.Add(1);
  refuse ? connection->Refuse() : connection->Serve();
}

void HttpServer::State::Remove(uint64_t id) {
  shared.connections.Add(-1);
  absl::MutexLock lock(&mutex);
  connections.erase(id);
}

std::vector<std::shared_ptr<HttpConnection>> HttpServer::State::Open() {
  std::vector<std::shared_ptr<HttpConnection>> open;
  absl::MutexLock lock(&mutex);
  for (const auto& [id, weak] : connections) {
    if (auto connection = weak.lock()) open.push_back(std::move(connection));
  }
  return open;
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                              const HttpPipeline& pipeline,
                                                              platform::MetricsRegistry& metrics) {
  auto state = std::make_unique<State>(options, pipeline, metrics);
  if (absl::Status status = state->Listen(); !status.ok()) return status;
  asio::co_spawn(state->acceptor.get_executor(), state->AcceptLoop(), asio::detached);
  const int threads = options.io_threads > 0
                          ? options.io_threads
                          : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int i = 0; i < threads; ++i) {
    state->threads.emplace_back([&io = state->io] { io.run(); });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() { Stop(); }

int HttpServer::port() const { return state_->port; }

void HttpServer::AnnounceClose() { state_->shared.announce_close = true; }

void HttpServer::StopAccepting() {
  AnnounceClose();
  state_->shared.stop_accepting = true;
  asio::post(state_->acceptor.get_executor(), [state = state_.get()] {
    error_code ignored;
    state->acceptor.close(ignored);
  });
  for (const auto& connection : state_->Open()) connection->Reconsider();
}

bool HttpServer::WaitIdle(absl::Time deadline) {
  HttpShared& shared = state_->shared;
  const auto idle = [&shared]() ABSL_SHARED_LOCKS_REQUIRED(shared.mutex) {
    return shared.active_requests == 0;
  };
  absl::MutexLock lock(&shared.mutex);
  return shared.mutex.AwaitWithDeadline(absl::Condition(&idle), deadline);
}

void HttpServer::Stop() {
  if (state_->threads.empty()) return;
  StopAccepting();
  {
    absl::MutexLock lock(&state_->mutex);
    state_->stopping = true;
  }
  for (const auto& connection : state_->Open()) connection->Close();
  state_->work.reset();
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
}

}  // namespace sheetgate::gateway
