// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>The examples of the project that the tests are built from.</summary>
internal static class Example
{
    /// <summary>The absolute folder of an example; the calling test is skipped where the tests run away from the project.</summary>
    internal static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var example = Path.Combine(folder.FullName, "examples", name);
            if (File.Exists(Path.Combine(example, FleetFile.FileName)))
                return example;
        }
        return Needs.Lack($"it needs examples/{name} of the project's folder");
    }
}
