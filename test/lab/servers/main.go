// Command servers is etcd, kine or kube-apiserver, by the name under which it is started.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
	_ "unsafe" // for go:linkname

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/apiserver/pkg/server/options/encryptionconfig/controller"
	_ "k8s.io/apiserver/pkg/server/options/encryptionconfig/metrics"
	"k8s.io/apiserver/pkg/util/configmetrics"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// Where kube-apiserver keeps the hash of the encryption file in use. The metric that names it has looked it up before main starts.
//
//go:linkname hashProvider k8s.io/apiserver/pkg/server/options/encryptionconfig/metrics.configHashProvider
var hashProvider *configmetrics.AtomicHashProvider

func main() {
	switch filepath.Base(os.Args[0]) {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kine":
		if err := serveKine(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "kube-apiserver":
		if os.Getenv("KEYTURN_LAB_NO_RELOAD_METRIC") != "" {
			// Hashes go elsewhere, and the metric stays away, as in releases before it.
			hashProvider = configmetrics.NewAtomicHashProvider()
		}
		if period, err := time.ParseDuration(os.Getenv("KEYTURN_LAB_RELOAD_PERIOD")); err == nil {
			controller.EncryptionConfigFileChangePollDuration = period
		}
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	default:
		fmt.Fprintln(os.Stderr, "start this program as etcd, as kine or as kube-apiserver")
		os.Exit(2)
	}
}
