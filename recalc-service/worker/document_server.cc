// A document over its stream socket, and its copies.
#include "recalc-service/worker/document_server.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <com/sun/star/lang/DisposedException.hpp>
#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/Exception.hpp>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/document.h"
#include "recalc-service/worker/frames.h"
#include "recalc-service/worker/memory_watch.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/office_guard.h"
#include "recalc-service/worker/picture.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/sandbox.h"
#include "recalc-service/worker/soffice_process.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

using DocumentReference = com::sun::star::uno::Reference<com::sun::star::lang::XComponent>;

// From the end of its connection to the end of LibreOffice.
constexpr int kOfficeEndMilliseconds = 5'000;

class DocumentServer {
 public:
  DocumentServer(Office* office, const PdfRaster& raster, int socket, int64_t cpu_seconds)
      : office_(office), raster_(raster), socket_(socket), cpu_seconds_(cpu_seconds) {}

  // What fails is reported, to whoever asked.
  [[noreturn]] void Run(int package_fd) {
    try {
      Open(package_fd);
      while (true) Serve();
    } catch (const com::sun::star::lang::DisposedException& error) {
      if (office_->process() != nullptr) EndWithOffice();
      Fail(FailureKind::kLoadFailed, ToUtf8(error.Message));
    } catch (const std::bad_alloc&) {
      Fail(FailureKind::kOutOfMemory, "LibreOffice ran out of memory");
    } catch (const com::sun::star::uno::Exception& error) {
      Fail(FailureKind::kLoadFailed, ToUtf8(error.Message));
    } catch (const std::exception& error) {
      Fail(FailureKind::kInternal, error.what());
    }
  }

 private:
  [[noreturn]] void Fail(FailureKind kind, std::string_view why) {
    FailAndExit(socket_, kind, why);
  }
  // LibreOffice was in another process, and that is gone.
  [[noreturn]] void EndWithOffice() {
    const int status = office_->process()->AwaitEnd(kOfficeEndMilliseconds);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kOutOfMemoryStatus) {
      Fail(FailureKind::kOutOfMemory, "LibreOffice ran out of memory");
    }
    EndLike(status);
  }
  // Nobody asks any more: there is nothing left to do.
  void Send(FrameKind kind, std::string_view payload) {
    if (!SendFrame(socket_, kind, payload)) _exit(0);
  }
  ReceivedFrame Receive() {
    ReceivedFrame frame;
    if (!ReceiveFrame(socket_, &frame)) _exit(0);
    return frame;
  }

  void Done() {
    // LibreOffice may have gone on without the memory, and without a part of what was asked for.
    if (AllocationFailed()) throw std::bad_alloc();
    Send(FrameKind::kDone, {});
  }

  void Open(int package_fd) {
    WireOpen open;
    const ReceivedFrame frame = Receive();
    if (frame.kind != FrameKind::kOpen || !DecodeOpen(frame.payload, &open)) {
      Fail(FailureKind::kInternal, "the request to open is malformed");
    }
    component_ = Load(open.document_name, package_fd);
    document_.emplace(component_);
    SendSheetNames();
    if (open.calculate) {
      document_->CalculateAll();
      Send(FrameKind::kCalculated, {});
    }
    Done();
  }

  DocumentReference Load(const std::string& name, int package_fd) {
    struct stat info {};
    if (fstat(package_fd, &info) != 0 || info.st_size <= 0) {
      Fail(FailureKind::kInternal, "the package is empty");
    }
    const auto size = static_cast<size_t>(info.st_size);
    void* data = mmap(nullptr, size, PROT_READ, MAP_SHARED, package_fd, 0);
    if (data == MAP_FAILED) Fail(FailureKind::kOutOfMemory, "the package could not be mapped");

    DocumentReference document = office_->Load(static_cast<const char*>(data), size, name);
    if (!document.is()) {
      Fail(FailureKind::kLoadFailed, "LibreOffice refused the file without giving a reason");
    }
    return document;
  }

  void SendSheetNames() {
    ByteWriter names;
    names.Put(office_->can_fork());
    const std::vector<std::string> sheets = document_->SheetNames();
    names.Put(static_cast<uint32_t>(sheets.size()));
    for (const std::string& name : sheets) names.PutText(name);
    Send(FrameKind::kLoaded, names.bytes());
  }

  void Serve() {
    const ReceivedFrame frame = Receive();
    // The service has seen the copies that ended: their ids may be used again.
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    ExtendCpuLimit(0, UsageOfThis(), cpu_seconds_);
    if (office_->process() != nullptr) office_->process()->ExtendCpuLimit(cpu_seconds_);
    if (frame.kind == FrameKind::kClone && frame.fd >= 0) return Clone(frame.fd);
    WireQuestion question;
    if (frame.kind != FrameKind::kAsk || !DecodeQuestion(frame.payload, &question)) {
      Fail(FailureKind::kInternal, "the question is malformed");
    }
    Answer(question);
    Done();
  }

  void Answer(const WireQuestion& question) {
    for (const WireCell& edit : question.edits) Set(edit);
    if (question.scenarios.empty()) Read(question.ranges);
    for (const std::vector<WireCell>& scenario : question.scenarios) {
      std::vector<SavedCell> saved;
      saved.reserve(scenario.size());
      for (const WireCell& cell : scenario) saved.push_back(Set(cell));
      Read(question.ranges);
      // Backwards: a cell may have been set twice.
      for (auto it = saved.rbegin(); it != saved.rend(); ++it) document_->Restore(*it);
    }
    Flush();
    if (question.picture.has_value()) Draw(*question.picture);
  }

  SavedCell Set(const WireCell& cell) {
    std::optional<SavedCell> saved = document_->Set(cell);
    if (!saved.has_value()) FailMissing(cell.sheet);
    return *std::move(saved);
  }

  void Read(const std::vector<WireRange>& ranges) {
    for (const WireRange& range : ranges) {
      if (!document_->Read(range, &values_, [this] { Flush(); })) FailMissing(range.sheet);
    }
  }

  void Flush() {
    if (values_.bytes().empty()) return;
    Send(FrameKind::kValues, values_.bytes());
    values_.Clear();
  }

  [[noreturn]] void FailMissing(const std::string& sheet) {
    Fail(FailureKind::kLoadFailed, "sheet '" + sheet + "' is missing after loading");
  }

  void Draw(const WirePicture& wanted) {
    const std::variant<Picture, PictureFailure> drawn = DrawPicture(component_, wanted, raster_);
    if (const auto* failure = std::get_if<PictureFailure>(&drawn)) {
      Fail(failure->kind, failure->why);
    }
    const auto& picture = std::get<Picture>(drawn);
    ByteWriter header;
    header.Put(picture.header);
    Send(FrameKind::kPicture, header.bytes());
    const std::string_view bytes = picture.bytes;
    for (size_t at = 0; at < bytes.size(); at += kMaxFrameBytes) {
      Send(FrameKind::kPictureBytes, bytes.substr(at, kMaxFrameBytes));
    }
  }

  void Clone(int socket) {
    if (!office_->BecomeSingleThreaded()) {
      Fail(FailureKind::kInternal, "the document cannot be copied while it has threads");
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) Fail(FailureKind::kOutOfMemory, "the document cannot be copied");
    if (child == 0) {
      close(socket_);
      socket_ = socket;
      // The request to die with the parent is not inherited.
      if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(1);
      if (!RefuseProcesses()) Fail(FailureKind::kInternal, "the copy cannot be confined");
      return;
    }
    close(socket);
    ByteWriter pid;
    pid.Put(static_cast<int32_t>(child));
    Send(FrameKind::kCloned, pid.bytes());
  }

  Office* const office_;
  const PdfRaster& raster_;
  int socket_;
  const int64_t cpu_seconds_;
  DocumentReference component_;
  std::optional<Document> document_;
  ByteWriter values_;
};

}  // namespace

void ServeDocument(Office* office, const PdfRaster& raster, int package_fd, int socket,
                   int64_t cpu_seconds) {
  DocumentServer(office, raster, socket, cpu_seconds).Run(package_fd);
}

void RefuseDocument(int socket, const char* why) {
  FailAndExit(socket, FailureKind::kInternal, why);
}

}  // namespace sheetgate::recalc::worker
