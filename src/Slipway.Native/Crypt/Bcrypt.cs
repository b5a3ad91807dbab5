// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Native;

/// <summary>
/// bcrypt, as <c>htpasswd -B</c> writes it: <c>$2y$</c>, a cost of two digits, 22 characters of salt and 31 of hash. A password counts up to its
/// 72nd byte (bcrypt's own limit). A check costs tens of milliseconds of a core by design.
/// </summary>
public static class Bcrypt
{
    /// <summary>The cost that new hashes get: 2 to its power is the number of rounds.</summary>
    public const int DefaultCost = 10;

    private const int HashLength = 60;
    private const int RandomLength = 16;

    /// <summary>Whether a text has the form of a bcrypt hash.</summary>
    public static bool IsHash(string text) =>
        text.Length == HashLength && text[0] == '$' && text[1] == '2' && text[2] is 'a' or 'b' or 'y' && text[3] == '$' && text[6] == '$'
        && char.IsAsciiDigit(text[4]) && char.IsAsciiDigit(text[5]) && !text.AsSpan(7).ContainsAnyExcept(Alphabet);

    /// <summary>Whether <paramref name="password"/> is the one that <paramref name="hash"/> was made of. Compared in constant time.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is not a bcrypt hash.</exception>
    public static bool Verify(string password, string hash)
    {
        if (!IsHash(hash))
            throw new ArgumentException("The text is not a bcrypt hash; expected $2y$, a cost, and 53 characters.", nameof(hash));
        // C strings end at the first NUL, so the rest of such a password would not be checked.
        if (password.Contains('\0', StringComparison.Ordinal))
            return false;
        var actual = Crypt(password, hash);
        return actual is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(actual), Encoding.ASCII.GetBytes(hash));
    }

    /// <summary>Makes a hash with fresh salt.</summary>
    /// <param name="password">The password.</param>
    /// <param name="cost">4 to 31; each step doubles the time. 10 unless told otherwise.</param>
    /// <exception cref="ArgumentException">The password is empty, longer than 72 bytes in UTF-8, or holds a NUL: not all of it would count.</exception>
    public static string Make(string password, int cost = DefaultCost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, 31);
        var length = Encoding.UTF8.GetByteCount(password);
        if (length is 0 or > 72 || password.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"The password has {length} bytes; bcrypt takes 1 to 72 without a NUL.", nameof(password));
        return Crypt(password, MakeSetting(cost)) ?? throw new UnreachableException("libcrypt refused a setting that it made.");
    }

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static unsafe string? Crypt(string password, string setting)
    {
        var passwordBytes = ZeroEnded(password);
        var data = (byte*)NativeMemory.AllocZeroed(CryptLibrary.DataSize);
        try
        {
            fixed (byte* passwordPointer = passwordBytes, settingPointer = ZeroEnded(setting))
            {
                var result = Marshal.PtrToStringUTF8((nint)CryptLibrary.Crypt(passwordPointer, settingPointer, data));
                // A setting that it cannot work with is answered by a text that begins with an asterisk.
                return result is null || result.StartsWith('*') ? null : result;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(new Span<byte>(data, CryptLibrary.DataSize));
            CryptographicOperations.ZeroMemory(passwordBytes);
            NativeMemory.Free(data);
        }
    }

    private static unsafe string MakeSetting(int cost)
    {
        var output = stackalloc byte[CryptLibrary.SettingSize];
        var random = stackalloc byte[RandomLength];
        RandomNumberGenerator.Fill(new Span<byte>(random, RandomLength));
        fixed (byte* prefix = "$2y$\0"u8)
        {
            var made = CryptLibrary.MakeSetting(prefix, new CULong((uint)cost), random, RandomLength, output, CryptLibrary.SettingSize);
            if (made is null)
                throw NativeException.FromLastError("Cannot make the salt of a bcrypt hash");
            return Marshal.PtrToStringUTF8((nint)made)!;
        }
    }

    private static byte[] ZeroEnded(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
