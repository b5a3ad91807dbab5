// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Reads mounts as Docker's command line writes them: <c>-v</c>, <c>--mount</c> and <c>--tmpfs</c>. Nothing of the host is looked at.</summary>
public static class MountText
{
    /// <summary>Reads <c>-v</c>: <c>NAME:/path[:options]</c>, <c>/host/path:/path[:options]</c>, or <c>/path</c> for a volume without a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nameless">The name for a volume that has none.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static DefinedMount ParseVolume(string text, string nameless)
    {
        var (source, target, options) = text.Split(':') switch
        {
            [var alone] => (nameless, alone, ""),
            [var first, var second] => (first, second, ""),
            [var first, var second, var third] => (first, second, third),
            _ => throw new FormatException($"'{text}' mounts nothing; expected NAME:/path, /host/path:/path or /path, and :ro behind it for reading alone."),
        };
        RequireTarget(target, text);
        var (access, filling) = (BindAccess.ReadWrite, VolumeFilling.FromImage);
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            (access, filling) = option switch
            {
                "ro" => (BindAccess.ReadOnly, filling),
                "rw" => (BindAccess.ReadWrite, filling),
                "nocopy" => (access, VolumeFilling.None),
                // What is mounted later on either side stays there: the only form there is.
                "rprivate" or "private" => (access, filling),
                _ => throw new FormatException($"'{option}' in '{text}' is not supported; known are ro, rw, nocopy and rprivate."),
            };
        }
        if (source.StartsWith('/'))
            return new DefinedMount.BindMount(ContainerPath.Normalize(source), target, access);
        return VolumeName.IsName(source) ? new DefinedMount.VolumeMount(source, target, access, filling) : throw new FormatException(
            $"'{source}' in '{text}' is neither an absolute path of the host nor a volume's name, which {VolumeName.Grammar}. A path that begins with '.' wants its whole: $PWD/…");
    }

    /// <summary>Reads <c>--mount</c>: <c>type=volume|bind|tmpfs,source=…,target=…[,readonly][,volume-nocopy][,tmpfs-size=…][,tmpfs-mode=…]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="nameless">The name for a volume that has none.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static DefinedMount ParseMount(string text, string nameless)
    {
        var fields = new MountFields(text);
        var type = fields.Take("type") ?? "volume";
        var target = fields.Take("target", "destination", "dst") ?? throw new FormatException($"'{text}' names no target; add target=/path.");
        RequireTarget(target, text);
        var source = fields.Take("source", "src");
        var access = fields.TakeFlag("readonly", "ro") ? BindAccess.ReadOnly : BindAccess.ReadWrite;
        DefinedMount mount = type switch
        {
            "volume" => new DefinedMount.VolumeMount(
                source is null ? nameless : VolumeName.Require(source), target, access, fields.TakeFlag("volume-nocopy") ? VolumeFilling.None : VolumeFilling.FromImage),
            "bind" when source is ['/', ..] => new DefinedMount.BindMount(ContainerPath.Normalize(source), target, access),
            "bind" => throw new FormatException($"'{text}' names no file or folder of the host; add source= with an absolute path."),
            "tmpfs" when source is null && access == BindAccess.ReadWrite => new DefinedMount.TmpfsMount(target, fields.TakeSize("tmpfs-size"), fields.TakeMode("tmpfs-mode")),
            "tmpfs" => throw new FormatException($"'{text}' gives a tmpfs a source or makes it read-only; it begins empty, so it can be neither."),
            _ => throw new FormatException($"'{type}' in '{text}' is no kind of mount that is supported; known are volume, bind and tmpfs."),
        };
        fields.RequireNone();
        return mount;
    }

    /// <summary>Reads <c>--tmpfs</c>: <c>/path[:size=…,mode=…,exec]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static DefinedMount ParseTmpfs(string text)
    {
        var parts = text.Split(':', 2);
        RequireTarget(parts[0], text);
        var fields = new MountFields(parts.Length > 1 ? parts[1] : "");
        // A tmpfs has them anyway.
        foreach (var always in (string[])["rw", "nosuid", "nodev"])
            fields.TakeFlag(always);
        var mount = new DefinedMount.TmpfsMount(parts[0], fields.TakeSize("size"), fields.TakeMode("mode"))
        {
            AllowsExecution = fields.TakeFlag("exec") && !fields.TakeFlag("noexec"),
        };
        fields.TakeFlag("noexec");
        fields.RequireNone();
        return mount;
    }

    private static void RequireTarget(string target, string text)
    {
        if (!target.StartsWith('/') || ContainerPath.Normalize(target) == "/" || target.Contains('\0'))
            throw new FormatException($"'{target}' in '{text}' is no place in a container; expected an absolute path other than /.");
    }
}
