// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>The error numbers of Linux that code of ours asks about; equal on x64 and arm64.</summary>
public static class Errno
{
    /// <summary>EPERM</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT</summary>
    public const int NotFound = 2;

    /// <summary>ESRCH</summary>
    public const int NoSuchProcess = 3;

    /// <summary>EINTR</summary>
    public const int Interrupted = 4;

    /// <summary>EIO</summary>
    public const int InputOutput = 5;

    /// <summary>EAGAIN, EWOULDBLOCK</summary>
    public const int TryAgain = 11;

    /// <summary>ENOMEM</summary>
    public const int NoMemory = 12;

    /// <summary>EACCES</summary>
    public const int AccessDenied = 13;

    /// <summary>EBUSY</summary>
    public const int Busy = 16;

    /// <summary>EEXIST</summary>
    public const int Exists = 17;

    /// <summary>EXDEV</summary>
    public const int CrossDevice = 18;

    /// <summary>ENODEV</summary>
    public const int NoDevice = 19;

    /// <summary>ENOTDIR</summary>
    public const int NotADirectory = 20;

    /// <summary>EISDIR</summary>
    public const int IsADirectory = 21;

    /// <summary>EINVAL</summary>
    public const int InvalidArgument = 22;

    /// <summary>ENFILE</summary>
    public const int TooManyFilesOpenInSystem = 23;

    /// <summary>EMFILE</summary>
    public const int TooManyFilesOpen = 24;

    /// <summary>EFBIG</summary>
    public const int FileTooLarge = 27;

    /// <summary>ENOSPC</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EMLINK</summary>
    public const int TooManyLinks = 31;

    /// <summary>ERANGE</summary>
    public const int OutOfRange = 34;

    /// <summary>ENAMETOOLONG</summary>
    public const int NameTooLong = 36;

    /// <summary>ENOSYS</summary>
    public const int NotImplemented = 38;

    /// <summary>ENOTEMPTY</summary>
    public const int NotEmpty = 39;

    /// <summary>ELOOP</summary>
    public const int TooManySymbolicLinks = 40;

    /// <summary>ENODATA: there is no such extended attribute.</summary>
    public const int NoData = 61;

    /// <summary>EOPNOTSUPP, ENOTSUP</summary>
    public const int NotSupported = 95;

    /// <summary>EDQUOT</summary>
    public const int QuotaExceeded = 122;
}
