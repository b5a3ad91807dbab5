// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;

namespace Slipway.Native;

/// <summary>Hands a string to a system call as the NUL-terminated bytes that <see cref="UnixText"/> says it stands for.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ToNative))]
internal static unsafe class UnixTextMarshaller
{
    internal ref struct ToNative
    {
        private byte* _allocated;
        private byte* _text;

        public static int BufferSize => 512;

        public void FromManaged(string? text, Span<byte> buffer)
        {
            if (text is null)
                return;
            if (text.Contains('\0'))
                throw new ArgumentException($"A path or name cannot hold a NUL: '{text.Replace("\0", "\\0", StringComparison.Ordinal)}'.", nameof(text));
            var room = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
            if (room > buffer.Length)
            {
                _allocated = (byte*)NativeMemory.Alloc((nuint)room);
                buffer = new Span<byte>(_allocated, room);
            }
            buffer[UnixText.Encode(text, buffer)] = 0;
            // The generated code gives a stack buffer, which does not move.
            _text = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
        }

        public readonly byte* ToUnmanaged() => _text;

        public readonly void Free() => NativeMemory.Free(_allocated);
    }
}
