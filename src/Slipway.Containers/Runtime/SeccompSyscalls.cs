// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The system calls that Docker's default profile allows, by what they are for. 32-bit and 64-bit-time twins stand beside their elders.</summary>
internal static class SeccompSyscalls
{
    /// <summary>Calls that every container has.</summary>
    internal static IReadOnlyList<string> Always { get; } = Split(
        // Files: open, read, write
        "open openat openat2 creat close close_range read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2",
        "lseek _llseek dup dup2 dup3 fcntl fcntl64 ioctl flock truncate truncate64 ftruncate ftruncate64 fallocate",
        "fadvise64 fadvise64_64 readahead copy_file_range sendfile sendfile64 splice tee vmsplice",
        "fsync fdatasync sync syncfs sync_file_range memfd_create memfd_secret cachestat",
        // Files: names and metadata
        "stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64 access faccessat faccessat2",
        "link linkat unlink unlinkat symlink symlinkat readlink readlinkat rename renameat renameat2 mkdir mkdirat rmdir mknod mknodat",
        "chdir fchdir getcwd getdents getdents64 umask chmod fchmod fchmodat fchmodat2",
        "chown chown32 fchown fchown32 fchownat lchown lchown32 utime utimes futimesat utimensat utimensat_time64",
        "getxattr lgetxattr fgetxattr setxattr lsetxattr fsetxattr listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr",
        "getxattrat setxattrat listxattrat removexattrat name_to_handle_at inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark",
        "landlock_create_ruleset landlock_add_rule landlock_restrict_self",
        // Memory
        "brk mmap mmap2 munmap mremap mprotect madvise mincore msync mlock mlock2 mlockall munlock munlockall mseal",
        "pkey_alloc pkey_free pkey_mprotect membarrier remap_file_pages map_shadow_stack",
        // Processes and threads
        "fork vfork execve execveat exit exit_group wait4 waitid waitpid getpid getppid gettid getpgid getpgrp setpgid getsid setsid",
        "getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32 getgroups getgroups32",
        "setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32",
        "setfsuid setfsuid32 setfsgid setfsgid32 setgroups setgroups32 capget capset prctl seccomp rseq",
        "set_tid_address set_robust_list get_robust_list set_thread_area get_thread_area restart_syscall",
        "getpriority setpriority ioprio_get ioprio_set getrlimit ugetrlimit setrlimit prlimit64 getrusage times uname sysinfo getcpu getrandom",
        "sched_yield sched_getparam sched_setparam sched_getscheduler sched_setscheduler sched_get_priority_max sched_get_priority_min",
        "sched_rr_get_interval sched_rr_get_interval_time64 sched_getaffinity sched_setaffinity sched_getattr sched_setattr",
        "pidfd_open pidfd_send_signal process_mrelease ptrace process_vm_readv process_vm_writev",
        // Signals
        "kill tkill tgkill pause sigaltstack sigprocmask sigreturn rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn",
        "rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo signalfd signalfd4",
        // Time
        "time gettimeofday nanosleep alarm getitimer setitimer adjtimex clock_adjtime clock_adjtime64 clock_getres clock_getres_time64",
        "clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 timer_create timer_delete timer_getoverrun",
        "timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64",
        // Waiting and asynchronous work
        "poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait",
        "epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue",
        "io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents io_pgetevents_time64",
        // Sockets and messages; "socket" itself has a rule of its own
        "pipe pipe2 socketpair socketcall bind listen accept accept4 connect shutdown getsockname getpeername getsockopt setsockopt",
        "send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64 ipc msgctl msgget msgrcv msgsnd semctl semget semop",
        "semtimedop semtimedop_time64 shmat shmctl shmdt shmget mq_open mq_unlink mq_notify mq_getsetattr",
        "mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64");

    /// <summary>Calls that amd64 has beside these.</summary>
    internal static IReadOnlyList<string> Intel { get; } = Split("arch_prctl modify_ldt");

    /// <summary>Calls that arm64 and arm have beside these.</summary>
    internal static IReadOnlyList<string> Arm { get; } =
        Split("arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls");

    /// <summary>Calls that come with a capability.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> ByCapability { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["CAP_DAC_READ_SEARCH"] = Split("open_by_handle_at"),
        ["CAP_SYS_ADMIN"] = Split(
            "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount open_tree",
            "perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare listmount statmount"),
        ["CAP_SYS_BOOT"] = Split("reboot"),
        ["CAP_SYS_CHROOT"] = Split("chroot"),
        ["CAP_SYS_MODULE"] = Split("init_module finit_module delete_module"),
        ["CAP_SYS_PACCT"] = Split("acct"),
        ["CAP_SYS_PTRACE"] = Split("kcmp pidfd_getfd process_madvise"),
        ["CAP_SYS_RAWIO"] = Split("iopl ioperm"),
        ["CAP_SYS_TIME"] = Split("settimeofday stime clock_settime clock_settime64"),
        ["CAP_SYS_TTY_CONFIG"] = Split("vhangup"),
        ["CAP_SYS_NICE"] = Split("get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        ["CAP_SYSLOG"] = Split("syslog"),
        ["CAP_BPF"] = Split("bpf"),
        ["CAP_PERFMON"] = Split("perf_event_open"),
    };

    private static string[] Split(params string[] lines) => string.Join(' ', lines).Split(' ');
}
