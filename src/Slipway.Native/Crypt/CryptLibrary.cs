// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>The calls of the system's libcrypt that are used (crypt(3), libxcrypt).</summary>
internal static unsafe partial class CryptLibrary
{
    /// <summary>sizeof(struct crypt_data): room that crypt_r works in, all zero at the start.</summary>
    internal const int DataSize = 32768;

    /// <summary>CRYPT_GENSALT_OUTPUT_SIZE.</summary>
    internal const int SettingSize = 192;

    private const string Library = "libcrypt.so.1";

    [LibraryImport(Library, EntryPoint = "crypt_r")]
    internal static partial byte* Crypt(byte* password, byte* setting, byte* data);

    [LibraryImport(Library, EntryPoint = "crypt_gensalt_rn", SetLastError = true)]
    internal static partial byte* MakeSetting(byte* prefix, CULong cost, byte* random, int randomLength, byte* output, int outputSize);
}
