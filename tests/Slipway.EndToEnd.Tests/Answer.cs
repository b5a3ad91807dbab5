// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.EndToEnd.Tests;

/// <summary>What a command answered.</summary>
internal sealed record Answer(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    public Answer ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Error);
        return this;
    }

    /// <summary>The command ended with an exit code, and its error stream holds all of these.</summary>
    public void ShouldRefuse(int exitCode, params string[] parts)
    {
        ExitCode.ShouldBe(exitCode, Error);
        foreach (var part in parts)
            Error.ShouldContain(part, Case.Sensitive);
    }
}
