// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>Files of the project itself.</summary>
internal static class ProjectFolder
{
    /// <summary>The folder that holds all of the project.</summary>
    public static string Path { get; } = Find();

    /// <summary>The absolute path of a file or folder of the project.</summary>
    public static string File(string path) => System.IO.Path.Combine(Path, path);

    private static string Find([CallerFilePath] string file = "") => System.IO.Path.GetFullPath("../../..", System.IO.Path.GetDirectoryName(file)!);
}
