// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>How to start this program once more.</summary>
internal static class OwnCommand
{
    /// <summary>The program, with <paramref name="words"/> as its arguments: the host executable, or <c>dotnet</c> and the assembly.</summary>
    public static IReadOnlyList<string> With(params string[] words)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        var isHost = Path.GetFileNameWithoutExtension(program) is "dotnet";
        return isHost ? [program, Path.Combine(AppContext.BaseDirectory, "slipway.dll"), .. words] : [program, .. words];
    }
}
