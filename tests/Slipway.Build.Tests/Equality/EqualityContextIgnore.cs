// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>The ignore file of a context while a row is built.</summary>
internal sealed class EqualityContextIgnore : IDisposable
{
    private readonly string? _path;

    /// <param name="context">The context.</param>
    /// <param name="text">What the file holds; null for no file.</param>
    public EqualityContextIgnore(string context, string? text)
    {
        if (text is null)
            return;
        _path = Path.Combine(context, ".dockerignore");
        File.WriteAllText(_path, text);
        // The folder has the same time for every row.
        EqualityContext.SetTimes(context);
    }

    public void Dispose()
    {
        if (_path is null)
            return;
        File.Delete(_path);
        EqualityContext.SetTimes(Path.GetDirectoryName(_path)!);
    }
}
