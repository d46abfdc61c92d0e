// Reads from memory for LibreOffice.
#include "recalc-service/worker/memory_stream.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <com/sun/star/lang/IllegalArgumentException.hpp>

namespace sheetgate::recalc::worker {

MemoryStream::MemoryStream(const char* data, size_t size)
    : data_(data), size_(static_cast<sal_Int64>(size)) {}

sal_Int32 MemoryStream::readBytes(com::sun::star::uno::Sequence<sal_Int8>& bytes, sal_Int32 count) {
  const auto taken =
      static_cast<sal_Int32>(std::min<sal_Int64>(std::max<sal_Int32>(count, 0), size_ - position_));
  bytes.realloc(taken);
  std::memcpy(bytes.getArray(), data_ + position_, static_cast<size_t>(taken));
  position_ += taken;
  return taken;
}

sal_Int32 MemoryStream::readSomeBytes(com::sun::star::uno::Sequence<sal_Int8>& bytes,
                                      sal_Int32 count) {
  return readBytes(bytes, count);
}

void MemoryStream::skipBytes(sal_Int32 count) {
  position_ += std::min<sal_Int64>(std::max<sal_Int32>(count, 0), size_ - position_);
}

sal_Int32 MemoryStream::available() {
  return static_cast<sal_Int32>(
      std::min<sal_Int64>(size_ - position_, std::numeric_limits<sal_Int32>::max()));
}

void MemoryStream::closeInput() {}

void MemoryStream::seek(sal_Int64 position) {
  if (position < 0 || position > size_) throw com::sun::star::lang::IllegalArgumentException();
  position_ = position;
}

sal_Int64 MemoryStream::getPosition() { return position_; }

sal_Int64 MemoryStream::getLength() { return size_; }

void MemorySink::writeBytes(const com::sun::star::uno::Sequence<sal_Int8>& bytes) {
  bytes_->append(reinterpret_cast<const char*>(bytes.getConstArray()),
                 static_cast<size_t>(bytes.getLength()));
}

}  // namespace sheetgate::recalc::worker
