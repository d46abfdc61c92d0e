// One job over its stream socket, blocking.
#include "recalc-service/worker/job.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <new>
#include <string>
#include <string_view>
#include <variant>

#include <com/sun/star/lang/XComponent.hpp>
#include <com/sun/star/uno/Exception.hpp>

#include "recalc-service/worker/document.h"
#include "recalc-service/worker/memory_watch.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/picture.h"
#include "recalc-service/worker/protocol.h"
#include "recalc-service/worker/text.h"

namespace sheetgate::recalc::worker {
namespace {

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool ReceiveAll(int socket, char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t received = recv(socket, bytes, size, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    bytes += received;
    size -= static_cast<size_t>(received);
  }
  return true;
}

bool SendFrame(int socket, FrameKind kind, std::string_view payload) {
  const FrameHeader header{kind, static_cast<uint32_t>(payload.size())};
  return SendAll(socket, {reinterpret_cast<const char*>(&header), sizeof(header)}) &&
         SendAll(socket, payload);
}

[[noreturn]] void Fail(int socket, FailureKind kind, std::string_view why) {
  ByteWriter payload;
  payload.Put(kind);
  payload.PutText(why);
  SendFrame(socket, FrameKind::kFailed, payload.bytes());
  _exit(1);
}

bool ReceiveJob(int socket, WireJob* job) {
  FrameHeader header{};
  if (!ReceiveAll(socket, reinterpret_cast<char*>(&header), sizeof(header))) return false;
  if (header.kind != FrameKind::kJob) return false;
  std::string payload(header.length, '\0');
  return ReceiveAll(socket, payload.data(), payload.size()) && DecodeJob(payload, job);
}

using DocumentReference = com::sun::star::uno::Reference<com::sun::star::lang::XComponent>;

DocumentReference Load(Office* office, const std::string& name, int package_fd, int socket) {
  struct stat info {};
  if (fstat(package_fd, &info) != 0 || info.st_size <= 0) {
    Fail(socket, FailureKind::kInternal, "the package is empty");
  }
  const auto size = static_cast<size_t>(info.st_size);
  void* data = mmap(nullptr, size, PROT_READ, MAP_SHARED, package_fd, 0);
  if (data == MAP_FAILED)
    Fail(socket, FailureKind::kOutOfMemory, "the package could not be mapped");

  DocumentReference document = office->Load(static_cast<const char*>(data), size, name);
  if (!document.is()) {
    Fail(socket, FailureKind::kLoadFailed, "LibreOffice refused the file without giving a reason");
  }
  return document;
}

void SendSheetNames(const Document& document, int socket) {
  ByteWriter names;
  const std::vector<std::string> sheets = document.SheetNames();
  names.Put(static_cast<uint32_t>(sheets.size()));
  for (const std::string& name : sheets) names.PutText(name);
  if (!SendFrame(socket, FrameKind::kLoaded, names.bytes())) _exit(1);
}

void Read(Document* document, const std::vector<WireRange>& ranges, int socket) {
  ByteWriter values;
  const auto flush = [&values, socket] {
    const bool sent = SendFrame(socket, FrameKind::kValues, values.bytes());
    values.Clear();
    return sent;
  };
  for (const WireRange& range : ranges) {
    if (!document->Read(range, &values, flush)) {
      Fail(socket, FailureKind::kLoadFailed,
           "sheet '" + range.sheet + "' is missing after loading");
    }
  }
  if (!values.bytes().empty() && !flush()) _exit(1);
}

void Draw(const DocumentReference& document, const WirePicture& wanted, const PdfRaster& raster,
          int socket) {
  const std::variant<Picture, PictureFailure> drawn = DrawPicture(document, wanted, raster);
  if (const auto* failure = std::get_if<PictureFailure>(&drawn)) {
    Fail(socket, failure->kind, failure->why);
  }
  const auto& picture = std::get<Picture>(drawn);
  ByteWriter header;
  header.Put(picture.header);
  if (!SendFrame(socket, FrameKind::kPicture, header.bytes())) _exit(1);
  const std::string_view bytes = picture.bytes;
  for (size_t at = 0; at < bytes.size(); at += kMaxFrameBytes) {
    if (!SendFrame(socket, FrameKind::kPictureBytes, bytes.substr(at, kMaxFrameBytes))) _exit(1);
  }
}

void Work(Office* office, const PdfRaster& raster, int package_fd, int socket) {
  WireJob job;
  if (!ReceiveJob(socket, &job)) Fail(socket, FailureKind::kInternal, "the job is malformed");
  const DocumentReference component = Load(office, job.document_name, package_fd, socket);
  Document document(component);
  SendSheetNames(document, socket);
  if (job.calculate) {
    document.CalculateAll();
    if (!SendFrame(socket, FrameKind::kCalculated, {})) _exit(1);
  }
  Read(&document, job.ranges, socket);
  if (job.picture.has_value()) Draw(component, *job.picture, raster, socket);
  // LibreOffice may have gone on without the memory, and without a part of this.
  if (AllocationFailed()) throw std::bad_alloc();
  if (!SendFrame(socket, FrameKind::kDone, {})) _exit(1);
}

}  // namespace

void RunJob(Office* office, const PdfRaster& raster, int package_fd, int socket) {
  try {
    Work(office, raster, package_fd, socket);
  } catch (const std::bad_alloc&) {
    Fail(socket, FailureKind::kOutOfMemory, "LibreOffice ran out of memory");
  } catch (const com::sun::star::uno::Exception& error) {
    Fail(socket, FailureKind::kLoadFailed, ToUtf8(error.Message));
  } catch (const std::exception& error) {
    Fail(socket, FailureKind::kInternal, error.what());
  }
  _exit(0);
}

void FailJob(int socket, const char* why) { Fail(socket, FailureKind::kInternal, why); }

}  // namespace sheetgate::recalc::worker
