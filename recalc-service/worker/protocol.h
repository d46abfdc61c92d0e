// The protocol between recalc-service and sheetgate-lo-worker; both sides compile this file, so it
// uses the standard library only.
//
// Control: one SOCK_SEQPACKET socket, fd 3 of the worker, one ControlMessage a packet, descriptors
// by SCM_RIGHTS.
//
// * worker to service: kReady (text: version, and after a line break why the mode is a fallback;
//   status: Isolation; mode), or kFailed (text: why) and the process ends
// * service to worker: kRun {job} with the package (a sealed memfd) and the job's stream socket
// * worker to service: kStarted {job, pid} with a pidfd, or kRefused {job} (text: why; nothing was
//   started)
// * worker to service: kExited {job, status of wait(2)}: the child and its process group are gone
//
// Document: one stream socket each, frames of FrameHeader and payload. The service begins with
// kOpen; the child answers kLoaded (whether it can be copied, and its sheets), kCalculated if it
// calculates, kDone. Then, one after the other,
// the service sends
//
// * kAsk: the child answers any number of kValues, kPicture and its bytes in any number of
//   kPictureBytes if it draws, then kDone
// * kClone with the socket of a new document, by SCM_RIGHTS: the child forks, and answers kCloned;
//   the copy takes kAsk on its socket
//
// and the child answers kFailed to any of them, which is its last frame. Closing the socket ends a
// child, closing the control socket ends the worker. All numbers are in host order: both ends are
// on one machine.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_PROTOCOL_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_PROTOCOL_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheetgate::recalc::worker {

inline constexpr int kControlFd = 3;
// Longest text of a control message; longer ones are cut.
inline constexpr size_t kMaxControlText = 2048;
// Longest payload of a frame from the child. Values are sent in smaller pieces.
inline constexpr uint32_t kMaxFrameBytes = uint32_t{1} << 20;
// Excel's limit for the text of a cell, in UTF-16 code units; longer results are #VALUE! there.
inline constexpr int32_t kMaxTextUnits = 32767;

enum class ControlKind : uint32_t { kReady = 1, kFailed, kRun, kStarted, kRefused, kExited };

// How a worker's children are isolated beyond what every kernel can do; bits.
enum Isolation : int32_t { kNetworkIsolated = 1, kFilesRestricted = 2 };

// How a worker runs LibreOffice.
enum class WorkerMode : uint32_t {
  kZygote = 1,  // booted once, a fork for each job
  kProcess,     // booted for each job, ahead of need
  kPipe         // LibreOffice's own program for each job, ahead of need, driven from outside
};
// "zygote": in logs and metrics.
std::string_view ModeName(WorkerMode mode);

struct ControlMessage {
  ControlKind kind = ControlKind::kFailed;
  uint64_t job = 0;
  int32_t pid = 0;
  int32_t status = 0;
  WorkerMode mode = WorkerMode::kZygote;
  std::string text;
};

// Sends one message with `fds`, which stay open here. False when the socket is closed or full
// (errno says).
bool SendControl(int socket, const ControlMessage& message, const std::vector<int>& fds);

enum class ReceiveResult { kMessage, kWouldBlock, kClosed };
// Receives one message; received descriptors are close-on-exec and belong to the caller. A
// malformed packet is kClosed.
ReceiveResult ReceiveControl(int socket, ControlMessage* message, std::vector<int>* fds);

enum class FrameKind : uint32_t {
  kOpen = 1,
  kLoaded,
  kCalculated,
  kAsk,
  kValues,
  kPicture,
  kPictureBytes,
  kClone,
  kCloned,
  kDone,
  kFailed
};

struct FrameHeader {
  FrameKind kind;
  uint32_t length;
};
static_assert(sizeof(FrameHeader) == 8);

// Why the child could not do what it was told (first field of kFailed).
enum class FailureKind : uint32_t {
  kLoadFailed = 1,
  kOutOfMemory,
  kInternal,
  kNotInstalled,   // what a picture needs; the text says what to install
  kTooLarge,       // the picture; the text says how large it is and what to do
  kNothingToDraw,  // the text says why
  kNoSuchPage      // the text says how many there are
};

// Cells of one sheet to read; rows and columns from 0, ends included.
struct WireRange {
  std::string sheet;
  int32_t first_row = 0;
  int32_t first_column = 0;
  int32_t last_row = 0;
  int32_t last_column = 0;
};

enum class PictureFormat : uint32_t { kPng = 1, kPdf };

// What a picture shows: cells, or of their sheet a chart or pages of its print.
enum class PictureOf : uint32_t { kRange = 1, kChart, kPages };

struct WirePicture {
  PictureOf of = PictureOf::kRange;
  // Of a chart and of pages only the sheet counts.
  WireRange range;
  // The chart's name, and which of the charts with this name, from 1.
  std::string chart;
  int32_t occurrence = 0;
  // The page, from 1; 0 is all, when there are no more than `max_pages`.
  int32_t page = 0;
  int32_t max_pages = 0;
  PictureFormat format = PictureFormat::kPng;
  // 1: 96 pixels an inch. PDF has no pixels and always has the scale 1.
  double scale = 1;
  // Longest side in pixels; what would be larger is drawn at a smaller scale.
  int32_t max_side = 0;
  // Longest file in bytes.
  int64_t max_bytes = 0;
  bool grid_lines = false;
  bool headings = false;
};

// Payload of kPicture.
struct WirePictureHeader {
  int32_t width = 0;  // pixels
  int32_t height = 0;
  double scale = 0;  // that was used
  int64_t size_bytes = 0;
  // Of pages: how many the sheet has, and the size of its paper in points.
  int32_t page_count = 0;
  double paper_width = 0;
  double paper_height = 0;
};

// Payload of kOpen.
struct WireOpen {
  // File name the document believes to have (CELL("filename") shows it); no slash.
  std::string document_name;
  // Every formula anew; else only those the file has no value for.
  bool calculate = true;
};

// What a cell is set to. A formula is in LibreOffice's own syntax.
enum class ContentKind : uint8_t { kEmpty = 1, kNumber, kText, kBoolean, kFormula };

// A cell to set; row and column from 0.
struct WireCell {
  std::string sheet;
  int32_t row = 0;
  int32_t column = 0;
  ContentKind kind = ContentKind::kEmpty;
  double number = 0;  // kNumber, kBoolean
  std::string text;   // kText, kFormula
  // A value gets the General format: a formula that was here may have changed it.
  bool general_format = false;
};

// Payload of kAsk: what EngineQuestion is.
struct WireQuestion {
  std::vector<WireCell> edits;
  std::vector<std::vector<WireCell>> scenarios;
  std::vector<WireRange> ranges;
  std::optional<WirePicture> picture;
};

// Tags of the values of kValues, in the order of the question's ranges, row by row; scenario by
// scenario.
enum class ValueTag : uint8_t { kNumber = 1, kText, kBoolean, kError };

// Appends fixed-size numbers and length-prefixed text.
class ByteWriter {
 public:
  template <typename T>
  void Put(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  void PutText(std::string_view text) {
    Put(static_cast<uint32_t>(text.size()));
    bytes_.append(text);
  }
  const std::string& bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote; false (and no change of the output) when the bytes end early.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  template <typename T>
  [[nodiscard]] bool Get(T* value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (bytes_.size() < sizeof(T)) return false;
    std::memcpy(value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return true;
  }
  [[nodiscard]] bool GetText(std::string* text) {
    uint32_t length = 0;
    if (!Get(&length) || bytes_.size() < length) return false;
    text->assign(bytes_.substr(0, length));
    bytes_.remove_prefix(length);
    return true;
  }
  bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

std::string EncodeOpen(const WireOpen& open);
bool DecodeOpen(std::string_view bytes, WireOpen* open);
std::string EncodeQuestion(const WireQuestion& question);
bool DecodeQuestion(std::string_view bytes, WireQuestion* question);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_PROTOCOL_H_
