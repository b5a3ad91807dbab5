// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Reads mounts as Docker's command line writes them: <c>-v</c>, <c>--mount</c> and <c>--tmpfs</c>. Nothing of the host is looked at.</summary>
public static class MountText
{
    // What a tmpfs isn't unless it is asked for, and the word for that.
    private static readonly (string Set, string Clear)[] TmpfsFlags = [("exec", "noexec"), ("suid", "nosuid"), ("dev", "nodev"), ("ro", "rw"), ("noatime", "relatime")];

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
        target = RequireTarget(target, text);
        var (access, filling, propagation) = (BindAccess.ReadWrite, VolumeFilling.FromImage, MountPropagation.None);
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            (access, filling, propagation) = option switch
            {
                "ro" => (BindAccess.ReadOnly, filling, propagation),
                "rw" => (BindAccess.ReadWrite, filling, propagation),
                "nocopy" => (access, VolumeFilling.None, propagation),
                "z" or "Z" => throw new FormatException($"'{option}' in '{text}' asks for SELinux labels, which are not supported; leave it out."),
                _ => (access, filling, ReadPropagation(option, text)),
            };
        }
        if (source.StartsWith('/'))
            return new DefinedMount.BindMount(ContainerPath.Normalize(source), target, access) { Propagation = propagation };
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
        target = RequireTarget(target, text);
        var source = fields.Take("source", "src");
        var access = fields.TakeFlag("readonly", "ro") ? BindAccess.ReadOnly : BindAccess.ReadWrite;
        DefinedMount mount = type switch
        {
            "volume" => new DefinedMount.VolumeMount(
                source is null ? nameless : VolumeName.Require(source), target, access, fields.TakeFlag("volume-nocopy") ? VolumeFilling.None : VolumeFilling.FromImage),
            "bind" when source is ['/', ..] => new DefinedMount.BindMount(ContainerPath.Normalize(source), target, access)
            {
                Propagation = fields.Take("bind-propagation") is { } word ? ReadPropagation(word, text) : MountPropagation.None,
            },
            "bind" => throw new FormatException($"'{text}' names no file or folder of the host; add source= with an absolute path."),
            "tmpfs" when source is null && access == BindAccess.ReadWrite => new DefinedMount.TmpfsMount(target, fields.TakeSize("tmpfs-size"), fields.TakeMode("tmpfs-mode")),
            "tmpfs" => throw new FormatException($"'{text}' gives a tmpfs a source or makes it read-only; it begins empty, so it can be neither."),
            _ => throw new FormatException($"'{type}' in '{text}' is no kind of mount that is supported; known are volume, bind and tmpfs."),
        };
        fields.RequireNone();
        return mount;
    }

    /// <summary>Reads <c>--tmpfs</c>: <c>/path[:size=…,mode=…,uid=…,exec,…]</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static DefinedMount ParseTmpfs(string text)
    {
        var parts = text.Split(':', 2);
        var target = RequireTarget(parts[0], text);
        var fields = new MountFields(parts.Length > 1 ? parts[1] : "");
        var (size, mode) = (fields.TakeSize("size"), fields.TakeMode("mode"));
        var options = new List<string>();
        foreach (var (set, clear) in TmpfsFlags)
        {
            var isCleared = fields.TakeFlag(clear);
            if (fields.TakeFlag(set) && !isCleared)
                options.Add(set);
        }
        foreach (var name in (string[])["uid", "gid", "nr_inodes", "nr_blocks"])
        {
            if (fields.Take(name) is { } value)
                options.Add(value.Length > 0 && value.All(char.IsAsciiDigit) ? $"{name}={value}" : throw new FormatException($"'{name}' in '{text}' is a number, not '{value}'."));
        }
        fields.RequireNone();
        return new DefinedMount.TmpfsMount(target, size, mode) { AllowsExecution = options.Remove("exec"), Options = string.Join(',', options) };
    }

    private static MountPropagation ReadPropagation(string word, string text) => word switch
    {
        "rprivate" or "private" => MountPropagation.None,
        "rslave" or "slave" => MountPropagation.FromHost,
        "rshared" or "shared" => throw new FormatException($"'{word}' in '{text}' is not supported: what a container mounts stays in it. Known are rprivate and rslave."),
        _ => throw new FormatException($"'{word}' in '{text}' is not supported; known are ro, rw, nocopy, rprivate and rslave."),
    };

    private static string RequireTarget(string target, string text) => target.StartsWith('/') && !target.Contains('\0') && ContainerPath.Normalize(target) is not "/" and var place
        ? place : throw new FormatException($"'{target}' in '{text}' is no place in a container; expected an absolute path other than /.");
}
