// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say what a container may do, in Docker's spelling: capabilities, system calls, devices, namespaces of the host.</summary>
internal sealed class SecurityWords(Session session)
{
    private const int MaxProfileBytes = 1024 * 1024;

    private readonly Option<string[]> _addCapabilities = new("--cap-add") { Description = "A power of root beside Docker's set; ALL for every one.", HelpName = "CAPABILITY" };
    private readonly Option<string[]> _dropCapabilities = new("--cap-drop") { Description = "A power of root less; ALL for every one.", HelpName = "CAPABILITY" };
    private readonly Option<string[]> _options = new("--security-opt") { Description = "no-new-privileges, seccomp=unconfined, seccomp=FILE, or systempaths=unconfined.", HelpName = "OPTION" };
    private readonly Option<bool> _privileged = new("--privileged") { Description = "Every power, every device, every system call, and /sys to write to." };
    private readonly Option<string[]> _devices = new("--device") { Description = "A device of the host, or a folder of them: /dev/NAME[:/dev/NAME-INSIDE][:rwm].", HelpName = "DEVICE" };
    private readonly Option<string[]> _deviceRules = new("--device-cgroup-rule") { Description = "Devices that it may use by their numbers, such as 'c 1:3 rwm'.", HelpName = "RULE" };
    private readonly Option<string?> _ipc = new("--ipc") { Description = "private, host, or none for no /dev/shm. [default: private]", HelpName = "MODE" };
    private readonly Option<string?> _pid = new("--pid") { Description = "host to see the host's processes. [default: its own]", HelpName = "MODE" };
    private readonly Option<string?> _uts = new("--uts") { Description = "host to have the host's name. [default: its own]", HelpName = "MODE" };
    private readonly Option<string?> _users = new("--userns") { Description = "host: user numbers inside are those outside, as it is anyway.", HelpName = "MODE" };
    private readonly Option<string?> _groups = new("--cgroupns") { Description = "private, or host to see where its control groups lie. [default: private]", HelpName = "MODE" };
    private readonly Option<string[]> _settings = new("--sysctl") { Description = "A setting of the kernel for it alone: net.core.somaxconn=1024.", HelpName = "NAME=VALUE" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_addCapabilities, _dropCapabilities, _options, _privileged, _devices, _deviceRules, _ipc, _pid, _uts, _users, _groups, _settings];

    /// <summary>Whether they name a file.</summary>
    public bool NamesFiles(ParseResult words) => new SecurityOptions(words.GetValue(_options) ?? []).ProfileFile is not null;

    /// <summary>A definition with what the words allow it.</summary>
    /// <exception cref="CommandException">A word can't be understood, or isn't supported.</exception>
    /// <exception cref="FormatException">A device or a setting can't be understood.</exception>
    public ContainerDefinition Secure(ParseResult words, ContainerDefinition definition)
    {
        var access = AccessOf(words);
        if (access.Shares(HostNamespaces.HostName) && (definition.Hostname ?? definition.DomainName) is not null)
            throw CommandException.Usage("a container that has the host's name has none of its own.", "leave --uts host, or --hostname and --domainname out");
        var (isPrivileged, options) = (words.GetValue(_privileged), new SecurityOptions(words.GetValue(_options) ?? []));
        return definition with
        {
            Capabilities = (isPrivileged ? CapabilitySet.All : CapabilitiesOf(words)).Names,
            Seccomp = options.IsUnconfined || (isPrivileged && options.ProfileFile is null) ? SeccompFilter.Unconfined : SeccompFilter.DockerDefault,
            SeccompProfile = options.ProfileFile is { } file ? ReadProfile(file) : null,
            NoNewPrivileges = options.HasNoNewPrivileges,
            Access = access with { HasSystemPaths = options.HasSystemPaths },
            KernelSettings = (words.GetValue(_settings) ?? []).Select(text => KernelSettings.Parse(text, definition.Network is DefinedNetwork.HostNetwork, access))
                .DistinctBy(static pair => pair.Key).ToDictionary(StringComparer.Ordinal),
        };
    }

    private HostAccess AccessOf(ParseResult words) => new()
    {
        IsPrivileged = words.GetValue(_privileged),
        Devices = [.. (words.GetValue(_devices) ?? []).Select(HostDevice.Parse)],
        DeviceRules = [.. (words.GetValue(_deviceRules) ?? []).Select(DeviceRule.Parse)],
        HasSharedMemory = words.GetValue(_ipc) != "none",
        Namespaces = Shared(_ipc, words, HostNamespaces.Ipc, "private", "none") | Shared(_pid, words, HostNamespaces.Processes, "private")
            | Shared(_uts, words, HostNamespaces.HostName, "private") | Shared(_groups, words, HostNamespaces.ControlGroups, "private") | Shared(_users, words, HostNamespaces.None),
    };

    private static HostNamespaces Shared(Option<string?> option, ParseResult words, HostNamespaces space, params ReadOnlySpan<string> others)
    {
        var mode = words.GetValue(option);
        if (mode == "host")
            return space;
        return string.IsNullOrEmpty(mode) || others.Contains(mode) ? HostNamespaces.None
            : throw CommandException.Usage($"{option.Name} '{mode}' is not supported; known are {string.Join(", ", (string[])["host", .. others])}.", "leave it out for what Docker does by itself");
    }

    private CapabilitySet CapabilitiesOf(ParseResult words)
    {
        IReadOnlyList<string> added = words.GetValue(_addCapabilities) ?? [], dropped = words.GetValue(_dropCapabilities) ?? [];
        var set = dropped.Any(IsAll) ? CapabilitySet.None : added.Any(IsAll) ? CapabilitySet.All : CapabilitySet.DockerDefault;
        return CommandException.OfArguments(() => set.Without(dropped.Where(static name => !IsAll(name))).With(added.Where(static name => !IsAll(name))));
    }

    private string ReadProfile(string file)
    {
        var path = Path.GetFullPath(file, session.WorkingFolder);
        if (!File.Exists(path))
            throw CommandException.Usage($"--security-opt seccomp={file}: there is no such file.", "write seccomp=unconfined, seccomp=builtin, or a file in the form of Docker's default profile");
        return SeccompProfileText.Require(new UTF8Encoding(false, true).GetString(LinuxFile.ReadAll(path, MaxProfileBytes)));
    }

    private static bool IsAll(string name) => name.Equals("ALL", StringComparison.OrdinalIgnoreCase);
}
