<?php
// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

declare(strict_types=1);

namespace Larder\Composer;

use Composer\Composer;
use Composer\Config;
use Composer\DependencyResolver\Operation\InstallOperation;
use Composer\DependencyResolver\Operation\OperationInterface;
use Composer\DependencyResolver\Operation\UpdateOperation;
use Composer\Downloader\TransportException;
use Composer\EventDispatcher\EventSubscriberInterface;
use Composer\Exception\IrrecoverableDownloadException;
use Composer\Installer\InstallerEvent;
use Composer\Installer\InstallerEvents;
use Composer\Installer\PackageEvent;
use Composer\Installer\PackageEvents;
use Composer\IO\IOInterface;
use Composer\Package\PackageInterface;
use Composer\Plugin\PluginEvents;
use Composer\Plugin\PluginInterface;
use Composer\Plugin\PreFileDownloadEvent;

/**
 * Sends what Composer downloads through a Larder on this machine. Nothing that Composer writes down
 * changes: documents are fetched from another address under the same name, and packages get the
 * cache as a mirror only while they are being installed. Where the cache does not answer, Composer
 * goes on as if this plugin was not there.
 */
final class Plugin implements PluginInterface, EventSubscriberInterface
{
    private const DEFAULT_ADDRESS = 'http://127.0.0.1:3144';
    /** In the environment: another address, or nothing at all for going direct. */
    private const VARIABLE = 'LARDER_COMPOSER';
    /** Seconds for connecting to the host of a package that Larder does not have. */
    private const PATIENCE = 2.0;
    /** Names by which containers and Larder's own set-up know this machine. */
    private const LOCAL_NAMES = '{^(localhost|host\.docker\.internal|host\.containers\.internal'
        .'|cache-composer\.srv)$}Di';

    /** @var IOInterface */
    private $io;
    /** @var Config */
    private $config;
    /** @var string */
    private $address = '';
    /** @var Cache|null|false null: not asked yet; false: it does not answer */
    private $cache;
    /** @var array<string, string> the cache's addresses that were asked => the original ones */
    private $asked = [];
    /** @var array<string, bool> hosts with ports that packages which Larder did not have come from */
    private $reached = [];
    /** @var array<string, int> how often Composer began to download each of a package's addresses */
    private $tries = [];
    /** @var \SplObjectStorage<PackageInterface, array<mixed>> what their mirrors were before */
    private $mirrored;

    public function activate(Composer $composer, IOInterface $io): void
    {
        $this->io = $io;
        $this->config = $composer->getConfig();
        $this->mirrored = new \SplObjectStorage();
        // What a project says about its caches is no reason to trust them.
        $global = method_exists($composer->getPluginManager(), 'getGlobalComposer')
            ? $composer->getPluginManager()->getGlobalComposer() : null;
        $extra = ($global ?? $composer)->getPackage()->getExtra();
        $variable = getenv(self::VARIABLE);
        $named = $extra['larder']['url'] ?? null;
        $address = is_string($variable) ? $variable : (is_string($named) ? $named : self::DEFAULT_ADDRESS);
        $this->address = rtrim($address, '/');
    }

    public function deactivate(Composer $composer, IOInterface $io): void
    {
        $this->cache = false;
    }

    public function uninstall(Composer $composer, IOInterface $io): void
    {
    }

    public static function getSubscribedEvents(): array
    {
        return [
            PluginEvents::PRE_FILE_DOWNLOAD => 'beforeDownload',
            InstallerEvents::PRE_OPERATIONS_EXEC => 'beforeOperations',
            PackageEvents::PRE_PACKAGE_INSTALL => 'beforePackage',
            PackageEvents::PRE_PACKAGE_UPDATE => 'beforePackage',
        ];
    }

    /** The lock file is written by now: from here on packages are only fetched and unpacked. */
    public function beforeOperations(InstallerEvent $event): void
    {
        $transaction = $event->getTransaction();
        foreach (null === $transaction ? [] : $transaction->getOperations() as $operation) {
            $package = self::packageOf($operation);
            if (null === $package || null === $package->getDistUrl() || isset($this->mirrored[$package])) {
                continue;
            }
            // Certificates and header fields that only its own server is to see.
            if (method_exists($package, 'getTransportOptions') && $package->getTransportOptions()) {
                continue;
            }
            $mapped = $this->map($package->getDistUrl(), $package->getDistSha1Checksum());
            if (null !== $mapped) {
                $before = $package->getDistMirrors() ?? [];
                $this->mirrored[$package] = $before;
                $this->asked[$mapped] = $package->getDistUrl();
                $package->setDistMirrors(array_merge($before, [['url' => $mapped, 'preferred' => true]]));
            }
        }
    }

    /** It is downloaded: what Composer notes about it is what the lock file says. */
    public function beforePackage(PackageEvent $event): void
    {
        $package = self::packageOf($event->getOperation());
        if (null !== $package && isset($this->mirrored[$package])) {
            $package->setDistMirrors($this->mirrored[$package] ?: null);
            unset($this->mirrored[$package]);
        }
    }

    public function beforeDownload(PreFileDownloadEvent $event): void
    {
        $url = $event->getProcessedUrl();
        if ('package' === $event->getType()) {
            $this->beforePackageDownload($event, $url);

            return;
        }
        $mapped = isset($this->asked[$url]) ? null : $this->map($url);
        if (null !== $mapped) {
            $this->asked[$mapped] = $url;
            $event->setProcessedUrl($mapped);
        }
    }

    private function beforePackageDownload(PreFileDownloadEvent $event, string $url): void
    {
        if (!isset($this->asked[$url])) {
            if ($this->cache instanceof Cache && in_array($url, $this->asked, true)) {
                $this->beforeGoingPast($url, $event->getContext());
            }

            return;
        }
        // What Composer itself has of earlier runs, through the cache or not, is as good.
        $event->setCustomCacheKey($this->asked[$url]);
        // It does not try anything but a 5xx again; the cache did not help, so its origin may.
        $this->tries[$url] = ($this->tries[$url] ?? 0) + 1;
        if ($this->tries[$url] > 1) {
            $event->setProcessedUrl($this->asked[$url]);
        }
    }

    /**
     * Larder did not have it. Composer would try a host that does not answer several times, and then
     * its source, for one package after the other; looking once is enough.
     *
     * @param mixed $package
     */
    private function beforeGoingPast(string $url, $package): void
    {
        if ($this->isReached($url)) {
            return;
        }
        $host = parse_url($url, PHP_URL_HOST);
        $message = $url.' is not in Larder\'s stock, and '.$host.' does not answer.';
        $source = $package instanceof PackageInterface ? (string) $package->getSourceUrl() : '';
        // Composer goes on to a source after the first of these.
        throw '' !== $source && $this->isReached($source)
            ? new TransportException($message) : new IrrecoverableDownloadException($message);
    }

    /** Whether the host of an address takes a connection; true where only Composer can find out. */
    private function isReached(string $url): bool
    {
        foreach (['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY', 'all_proxy'] as $variable) {
            if ('' !== (string) getenv($variable)) {
                return true;
            }
        }
        if (!preg_match('{^(https?)://(?:[^/@]*@)?([^/:@]+)(?::(\d+))?(?:/|$)}i', $url, $match)) {
            return true;
        }
        $port = $match[3] ?? ('https' === strtolower($match[1]) ? '443' : '80');
        $place = strtolower($match[2]).':'.$port;
        if (!isset($this->reached[$place])) {
            $connection = @stream_socket_client('tcp://'.$place, $code, $message, self::PATIENCE);
            $this->reached[$place] = false !== $connection;
            if (false !== $connection) {
                fclose($connection);
            }
        }

        return $this->reached[$place];
    }

    private static function packageOf(OperationInterface $operation): ?PackageInterface
    {
        if ($operation instanceof InstallOperation) {
            return $operation->getPackage();
        }

        return $operation instanceof UpdateOperation ? $operation->getTargetPackage() : null;
    }

    /** The cache's address for it; null where Composer is to fetch it directly. */
    private function map(string $url, ?string $shasum = null): ?string
    {
        $host = parse_url($url, PHP_URL_HOST);
        if (!is_string($host)) {
            return null;
        }
        // What needs a log-in is kept by nobody, and the log-in is nobody else's. Composer knows it
        // by the host and a port that is not the usual one.
        $port = parse_url($url, PHP_URL_PORT);
        if ($this->io->hasAuthentication($host)
            || (is_int($port) && $this->io->hasAuthentication($host.':'.$port))) {
            return null;
        }
        if (null === $this->cache) {
            $this->cache = $this->find();
        }

        return $this->cache instanceof Cache ? $this->cache->map($url, $shasum) : null;
    }

    /** @return Cache|false */
    private function find()
    {
        if ('' === $this->address) {
            return false;
        }
        $root = $this->permitted($this->address);
        if (null === $root) {
            $this->io->writeError('<warning>Larder\'s address '.$this->address.' is neither one of this machine '
                .'nor https, and Composer\'s setting secure-http forbids it: fetching directly.</warning>');

            return false;
        }
        $cache = Cache::ask($root);
        if (null === $cache) {
            $this->io->writeError('<warning>Larder does not answer at '.$this->address
                .': fetching directly.</warning>');

            return false;
        }

        return $cache;
    }

    /**
     * The address in a form that Composer permits; null if there is none. Its setting secure-http is
     * about networks that somebody else can listen on, and need not be given up for all of them
     * because of a cache on this machine: Composer looks for "http" in lower case, as every other
     * address has it. Should it look closer one day, nothing is fetched through the cache until the
     * setting permits it.
     */
    private function permitted(string $address): ?string
    {
        $host = trim((string) parse_url($address, PHP_URL_HOST), '[]');
        $isAddress = false !== filter_var($host, FILTER_VALIDATE_IP);
        $isPublic = false !== filter_var(
            $host,
            FILTER_VALIDATE_IP,
            FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE
        );
        $forms = [$address];
        if (0 === strpos($address, 'http://') && ($isAddress ? !$isPublic : preg_match(self::LOCAL_NAMES, $host))) {
            $forms = ['HTTP'.substr($address, strlen('http')), $address];
        }
        foreach ($forms as $form) {
            try {
                $this->config->prohibitUrlByConfig($form);

                return $form;
            } catch (TransportException $exception) {
                continue;
            }
        }

        return null;
    }
}
