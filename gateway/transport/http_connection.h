// HttpConnection: one client connection, as a coroutine on its own strand.
//
// All its state belongs to the strand. Reading, writing and the answers of other threads set state
// and call Wake; the coroutine waits on one timer for that or for its deadline. A read is pending
// while a request runs: it sees the client disconnect, and keeps what a pipelining client sends
// early.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_HTTP_CONNECTION_H_
#define SHEETGATE_GATEWAY_TRANSPORT_HTTP_CONNECTION_H_

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/synchronization/mutex.h"
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "gateway/transport/http_message.h"
#include "gateway/transport/http_server.h"
#include "platform/observability/metrics.h"

namespace sheetgate::gateway {

class HttpExchange;

// What the connections of a server share.
struct HttpShared {
  const HttpServerOptions& options;
  const HttpPipeline& pipeline;
  platform::Gauge connections;
  platform::Gauge requests_in_flight;
  std::atomic<bool> announce_close{false};
  std::atomic<bool> stop_accepting{false};
  absl::Mutex mutex;
  int active_requests ABSL_GUARDED_BY(mutex) = 0;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using Strand = boost::asio::strand<boost::asio::io_context::executor_type>;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Strand>;

  // `on_closed` is called once, when the connection is over.
  HttpConnection(Socket socket, HttpShared& shared, std::function<void()> on_closed);
  ~HttpConnection();

  // Serves requests until either side closes.
  void Serve();
  // Answers 503 and closes.
  void Refuse();
  // Looks again at what StopAccepting changed. Any thread.
  void Reconsider();
  // Ends it now. Any thread.
  void Close();

 private:
  using Clock = std::chrono::steady_clock;
  using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Strand>;
  template <typename T = void>
  using Awaitable = boost::asio::awaitable<T>;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // How a reply is framed.
  struct Framing {
    HttpHeaders headers;  // on every reply to this request
    bool keep_alive = false;
    bool chunked = false;  // HTTP/1.1
    bool json_accepted = true;
    bool stream_accepted = false;
    bool stream_started = false;
  };
  enum class ReadResult { kDone, kClosed, kTimeout, kMalformed, kHeaderTooLarge, kBodyTooLarge };

  void Spawn(Awaitable<> (HttpConnection::*body)());
  Awaitable<> RunServe();
  Awaitable<> RunRefuse();

  // One request and its answer; returns whether the connection goes on.
  Awaitable<bool> ServeOne();
  Awaitable<bool> WaitForRequest();
  // Feeds the parser until the head, or with `body` the whole message, is there.
  Awaitable<ReadResult> ReadMessage(Parser& parser, bool body, Clock::time_point deadline);
  Awaitable<bool> ReplyReadError(ReadResult result);
  // Waits for the server's answer and writes what comes.
  Awaitable<bool> Converse(HttpExchange& exchange, Framing& framing);
  Awaitable<bool> WriteReply(HttpReply reply, const Framing& framing);
  // One gather write of (if not yet sent) the head, the events, and with `last` the end of the
  // stream.
  Awaitable<bool> WriteStream(std::string payload, bool last, Framing& framing);
  Awaitable<bool> Write(std::string head, std::string body);
  // Says that nothing more comes, and reads what the client still sends: closing at once would
  // reset the connection, and the client might lose the reply.
  Awaitable<> Linger();

  // Waits for Wake or the deadline.
  Awaitable<> Wait(Clock::time_point deadline);
  void Wake();
  void StartRead();
  void CloseSocket();

  Socket socket_;
  Timer timer_;
  HttpShared& shared_;
  std::function<void()> on_closed_;
  boost::beast::flat_buffer input_;
  std::array<char, 8 * 1024> chunk_;
  bool reading_ = false;
  bool input_ended_ = false;
  bool writing_ = false;
  bool write_failed_ = false;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_HTTP_CONNECTION_H_
