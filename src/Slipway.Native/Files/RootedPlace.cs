// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// A path as an open parent and a name in it. Where the last component may be followed, or is "..", ".", or nothing, the place is the open
/// file itself and the name is empty.
/// </summary>
/// <param name="directory">The parent, or the file itself.</param>
/// <param name="name">The name in it, or nothing.</param>
/// <param name="owned">Whether disposing the place closes <paramref name="directory"/>.</param>
internal readonly ref struct RootedPlace(SafeFileHandle directory, string name, bool owned)
{
    internal SafeFileHandle Directory => directory;

    internal string Name => name;

    internal string AttributePath => AttributeCalls.PathOf(directory, name);

    /// <summary>The path of a bare handle is itself a link of /proc, which must be followed to the file.</summary>
    internal FinalLink AttributeLink => name.Length == 0 ? FinalLink.Follow : FinalLink.Keep;

    public void Dispose()
    {
        if (owned)
            directory.Dispose();
    }
}
