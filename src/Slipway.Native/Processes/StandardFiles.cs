// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>Files that a program has in place of streams: it is given them as they are opened, and reads and writes them itself.</summary>
/// <param name="Input">What it reads: a file, or a pipe that has a writer, without which starting would wait for one. Null is a pipe that has none any more.</param>
/// <param name="Output">Where it writes, opened to read and write too: so it never gets SIGPIPE by a pipe, whoever reads or stops reading.</param>
/// <param name="Error">Where its errors go, opened in the same way.</param>
public sealed record StandardFiles(string? Input, string Output, string Error);
