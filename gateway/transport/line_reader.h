// LineReader: lines from a file descriptor, with a limit on their length, until end of input or
// until woken.
#ifndef SHEETGATE_GATEWAY_TRANSPORT_LINE_READER_H_
#define SHEETGATE_GATEWAY_TRANSPORT_LINE_READER_H_

#include <cstddef>
#include <string>

namespace sheetgate::gateway {

// Read on one thread; Wake may be called on any.
class LineReader {
 public:
  enum class Event { kLine, kTooLong, kEnd, kWoken };

  LineReader(int fd, size_t max_line_bytes);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // Waits for the next line (without its newline or carriage return; the last one needs none). A
  // line over the limit is skipped to its end and reported once. Empty lines are skipped.
  Event Next(std::string* line);

  // From now on Next returns kWoken.
  void Wake();

 private:
  enum class Input { kData, kEnd, kWoken };
  Input Fill();
  // The next complete line of the buffer; false when there is none.
  bool TakeLine(std::string* line);

  const int fd_;
  const size_t max_line_bytes_;
  int wake_fd_;
  std::string buffer_;
  size_t scanned_ = 0;  // bytes of buffer_ known to hold no newline
  bool skipping_ = false;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TRANSPORT_LINE_READER_H_
